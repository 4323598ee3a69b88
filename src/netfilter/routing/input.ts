import { assertNever } from '../../assert.ts'
import type { Environment } from '../environment.ts'
import type { DropCause } from '../fate.ts'
import type { IcmpErrorKind } from '../generated/icmp-error.ts'
import type { Passenger } from '../walk.ts'
import {
  isLimitedBroadcast,
  isLocalMulticast,
  isLoopback,
  isMulticast,
  isZeroAddress,
} from './address-kind.ts'
import { joins } from './groups.ts'
import type { IpFamily } from './lookup.ts'
import { lookUp } from './lookup.ts'
import { sourceFault } from './source-check.ts'

export type RouteIn =
  | { readonly kind: 'local' }
  | { readonly kind: 'forward'; readonly interface: string; readonly nextHop: bigint | null }
  | {
      readonly kind: 'drop'
      readonly cause: DropCause
      readonly text: string
      readonly error?: IcmpErrorKind
    }

const local: RouteIn = { kind: 'local' }
const drop = (cause: DropCause, text: string): RouteIn => ({ kind: 'drop', cause, text })

/**
 * The route of what entered, asked after PREROUTING, so with the destination as NAT left it and the source as it came
 * (`ip_route_input_slow`, `ip6_route_input`). What is refused here no rule of INPUT or FORWARD ever sees.
 */
export const routeIn = (
  environment: Environment,
  family: IpFamily,
  passenger: Passenger,
): RouteIn =>
  family === 'ipv4' ? routeIn4(environment, passenger) : routeIn6(environment, passenger)

const routeIn4 = (environment: Environment, passenger: Passenger): RouteIn => {
  const { packet, mark } = passenger
  const { source, destination } = packet
  const { settings } = environment
  if (isMulticast('ipv4', destination)) return routeMulticast4(environment, passenger)
  if (isMulticast('ipv4', source) || isLimitedBroadcast(source))
    return drop('martian', 'a source that is no host')
  if (isLimitedBroadcast(destination) || (source === 0n && destination === 0n))
    return routeBroadcast4(environment, passenger)
  if (isZeroAddress(source)) return drop('martian', '0.0.0.0 as a source')
  if (isZeroAddress(destination)) return drop('martian', '0.0.0.0 as a destination')
  const isInner = isLoopback('ipv4', source) || isLoopback('ipv4', destination)
  if (isInner && !settings.routeLocalnet && passenger.input !== 'lo')
    return drop('martian', 'a loopback address from outside, without route_localnet')
  const route = lookUp(environment, 'ipv4', destination, mark)
  switch (route.kind) {
    case 'broadcast':
      return routeBroadcast4(environment, passenger)
    case 'local':
      return sourceFault4(environment, passenger, null) ?? local
    case 'multicast':
      return drop('martian', 'a destination that is no host')
    case 'unicast':
      if (!settings.forwardIpv4) return drop('not-forwarding', 'ip_forward is 0')
      return (
        sourceFault4(environment, passenger, route.interface) ?? {
          kind: 'forward',
          interface: route.interface,
          nextHop: route.nextHop,
        }
      )
    case 'none':
    case 'unreachable':
    case 'prohibit':
    case 'blackhole':
      return unroutable(route.kind, settings.forwardIpv4)
    default:
      return assertNever(route)
  }
}

/** A gateway that forwards tells the source that there is no way; a host keeps quiet (`ip_error`). */
const unroutable = (
  kind: 'none' | 'unreachable' | 'prohibit' | 'blackhole',
  forwards: boolean,
): RouteIn => {
  const text = kind === 'none' ? 'no route' : `the route is a ${kind}`
  if (!forwards || kind === 'blackhole') return drop('no-route', text)
  const errors = {
    none: 'no-route',
    unreachable: 'host-unreachable',
    prohibit: 'prohibited',
  } as const
  return { kind: 'drop', cause: 'no-route', text, error: errors[kind] }
}

const routeBroadcast4 = (environment: Environment, passenger: Passenger): RouteIn => {
  // 0.0.0.0 is the source of who has no address yet: it is not asked where it comes from.
  if (isZeroAddress(passenger.packet.source)) return local
  return sourceFault4(environment, passenger, null) ?? local
}

const routeMulticast4 = (environment: Environment, passenger: Passenger): RouteIn => {
  const { source, destination } = passenger.packet
  if (!joins(environment, 'ipv4', destination))
    return drop('not-for-us', 'a multicast that nobody here has joined')
  if (isMulticast('ipv4', source) || isLimitedBroadcast(source))
    return drop('martian', 'a source that is no host')
  if (isLoopback('ipv4', source) && !environment.settings.routeLocalnet)
    return drop('martian', 'a loopback address from outside')
  if (isZeroAddress(source))
    return isLocalMulticast(destination) ? local : drop('martian', '0.0.0.0 as a source')
  return sourceFault4(environment, passenger, null) ?? local
}

const sourceFault4 = (
  environment: Environment,
  { packet, input }: Passenger,
  output: string | null,
): RouteIn | undefined => {
  const fault = sourceFault(environment, packet.source, input, output)
  if (fault === undefined) return undefined
  return fault === 'martian'
    ? drop('martian', 'a source that this gateway has itself, or that is no host')
    : drop('reverse-path', 'rp_filter: the way back to the source is another one')
}

/** IPv6 has no reverse path filter, and asks its strange questions elsewhere (early.ts, path/forward.ts). */
const routeIn6 = (environment: Environment, { packet, mark }: Passenger): RouteIn => {
  const { destination } = packet
  if (isMulticast('ipv6', destination))
    return joins(environment, 'ipv6', destination)
      ? local
      : drop('not-for-us', 'a multicast that nobody here has joined')
  const route = lookUp(environment, 'ipv6', destination, mark)
  switch (route.kind) {
    case 'local':
      return local
    case 'unicast':
      if (!environment.settings.forwardIpv6) return drop('not-forwarding', 'IPv6 forwarding is 0')
      return { kind: 'forward', interface: route.interface, nextHop: route.nextHop }
    case 'broadcast':
    case 'multicast':
      return drop('martian', 'a destination that is no host')
    case 'none':
    case 'unreachable':
    case 'prohibit':
    case 'blackhole':
      return unroutable(route.kind, true)
    default:
      return assertNever(route)
  }
}
