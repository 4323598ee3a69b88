import { networkOf, prefixContainsAddress } from '../../net/index.ts'
import type { Environment } from '../environment.ts'
import { isLinkLocal6, isLoopback } from './address-kind.ts'
import type { IpFamily, RouteAnswer } from './lookup.ts'
import { addressesOf, interfaceOf, isOwnAddress } from './lookup.ts'

/**
 * The address by which the gateway speaks on a route when nothing else says (`inet_select_addr`): of the outgoing
 * interface's addresses the first whose prefix holds the next hop, else the first, else one that another interface
 * bears. Loopback's are for this host alone and never chosen.
 */
export const selectAddress = (
  environment: Environment,
  family: IpFamily,
  output: string | null,
  nextHop: bigint,
): bigint | undefined => {
  const outward = (value: bigint) => !isLoopback(family, value)
  const own = addressesOf(interfaceOf(environment, output), family).filter(({ address }) =>
    outward(address.value),
  )
  const onLink = family === 'ipv6' && isLinkLocal6(nextHop)
  const sameScope = own.filter(
    ({ address }) => family === 'ipv4' || isLinkLocal6(address.value) === onLink,
  )
  const near = sameScope.find(({ address, length }) =>
    prefixContainsAddress(networkOf(address, length), { family: address.family, value: nextHop }),
  )
  const elsewhere = environment.interfaces
    .flatMap((face) => addressesOf(face, family))
    .filter(({ address }) => outward(address.value))
    .find(({ address }) => family === 'ipv4' || !isLinkLocal6(address.value))
  return (near ?? sameScope[0] ?? own[0] ?? elsewhere)?.address.value
}

/**
 * The source of what the gateway sends on that route: to itself, from that same address; in IPv6 also where the way is
 * another (RFC 6724, rule 1).
 */
export const preferredSource = (
  environment: Environment,
  family: IpFamily,
  destination: bigint,
  route: RouteAnswer,
): bigint | undefined => {
  if (route.kind === 'local') return destination
  const isOwn6 = family === 'ipv6' && isOwnAddress(environment, family, destination)
  if (isOwn6 && route.kind === 'unicast') return destination
  if (route.kind === 'broadcast')
    return selectAddress(environment, family, route.interface, destination)
  if (route.kind !== 'unicast') return undefined
  return selectAddress(environment, family, route.interface, route.nextHop ?? destination)
}
