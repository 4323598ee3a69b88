import { assertNever } from '../../assert.ts'
import type { Environment } from '../environment.ts'
import type { Packet } from '../packet.ts'
import { isLimitedBroadcast, isLoopback, isMulticast, isZeroAddress } from './address-kind.ts'
import type { IpFamily } from './lookup.ts'
import { lookUp } from './lookup.ts'

export type RouteOut =
  | { readonly kind: 'out'; readonly interface: string; readonly nextHop: bigint | null }
  | { readonly kind: 'drop'; readonly text: string }

/**
 * The way out of what the gateway sends (`ip_route_output_key`). Its own addresses are reached over loopback, and so is
 * 0.0.0.0, whoever seems to send (`ip_route_output_key_hash_rcu`): a reset of what came from there passes OUTPUT. What
 * bears a loopback address of IPv4 leaves by loopback alone, unless route_localnet says otherwise; IPv6 lets `::1` out.
 * `through`: the interface that the sender is bound to.
 */
export const routeOut = (
  environment: Environment,
  family: IpFamily,
  { source, destination }: Pick<Packet, 'source' | 'destination'>,
  mark: number,
  through: string | null = null,
): RouteOut => {
  if (family === 'ipv4' && isZeroAddress(destination))
    return { kind: 'out', interface: 'lo', nextHop: null }
  const route = lookUp(environment, family, destination, mark, through)
  const out = chooseOut(environment, family, route, destination)
  if (out.kind === 'drop' || out.interface === 'lo') return out
  const staysInside =
    family === 'ipv4' && isLoopback(family, source) && !environment.settings.routeLocalnet
  return staysInside ? { kind: 'drop', text: 'a loopback source does not leave' } : out
}

const chooseOut = (
  environment: Environment,
  family: IpFamily,
  route: ReturnType<typeof lookUp>,
  destination: bigint,
): RouteOut => {
  switch (route.kind) {
    case 'local':
      return { kind: 'out', interface: 'lo', nextHop: null }
    case 'unicast':
      return { kind: 'out', interface: route.interface, nextHop: route.nextHop }
    case 'broadcast':
    case 'multicast':
      return { kind: 'out', interface: route.interface, nextHop: destination }
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
    case 'none': {
      // To everybody on the link: without a route, by the first interface that is up.
      const toAll =
        isMulticast(family, destination) || (family === 'ipv4' && isLimitedBroadcast(destination))
      const face = environment.interfaces.find(({ name, isUp }) => isUp && name !== 'lo')
      return toAll && face
        ? { kind: 'out', interface: face.name, nextHop: destination }
        : { kind: 'drop', text: `no way there: ${route.kind}` }
    }
    default:
      return assertNever(route)
  }
}
