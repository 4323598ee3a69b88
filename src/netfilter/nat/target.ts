import { assertNever } from '../../assert.ts'
import type { Interval } from '../../net/index.ts'
import type { Translate } from '../../ruleset/index.ts'
import {
  isLinkLocal6,
  isMapped6,
  isMulticast,
  isSiteLocal6,
  multicastScope6,
} from '../routing/address-kind.ts'
import type { IpFamily } from '../routing/lookup.ts'
import { addressesOf, interfaceOf, isOwnAddress } from '../routing/lookup.ts'
import { selectAddress } from '../routing/source.ts'
import type { HookView, Passenger, Walk } from '../walk.ts'

const single = (value: bigint): Interval => ({ first: value, last: value })

/**
 * The addresses that the translation goes to; null leaves the address as it is. For redirect and masquerade the
 * kernel takes one of its own, if it has any.
 */
export const natAddresses = (
  walk: Walk,
  view: HookView,
  passenger: Passenger,
  family: IpFamily,
  step: Translate,
  given: Interval | null,
): Interval | null | 'none to be had' => {
  switch (step.nat) {
    case 'dnat':
    case 'snat':
      return given
    case 'redirect': {
      const own = redirectAddress(walk, view, passenger, family)
      return own === undefined ? 'none to be had' : single(own)
    }
    case 'masquerade': {
      const own = masqueradeAddress(walk, passenger, family)
      return own === undefined ? 'none to be had' : single(own)
    }
    default:
      return assertNever(step.nat)
  }
}

/**
 * What the gateway sends itself goes to loopback. What enters goes to the primary address of the interface where it
 * enters: an interface without any makes the packet a dropped one (nf_nat_redirect_ipv4, nf_nat_redirect_ipv6).
 */
const redirectAddress = (
  { environment }: Walk,
  view: HookView,
  { packet }: Passenger,
  family: IpFamily,
): bigint | undefined => {
  if (view.hook === 'output') return family === 'ipv4' ? 0x7f000001n : 1n
  const own = addressesOf(interfaceOf(environment, view.input), family)
  if (family === 'ipv4') return own[0]?.address.value
  return own.find(({ address }) => isUsable6(address.value, packet.destination))?.address.value
}

/** For a destination on the link or in a site only an address there will do; for all others the first that is real. */
const isUsable6 = (own: bigint, destination: bigint): boolean => {
  if (isMapped6(own)) return false
  if (isLinkLocal6(destination)) return isLinkLocal6(own)
  const scope = isMulticast('ipv6', destination) ? multicastScope6(destination) : null
  if (scope === 5n || isSiteLocal6(destination)) return isSiteLocal6(own)
  return scope === 2n ? isLinkLocal6(own) : true
}

/**
 * The address by which the gateway itself would speak on that route. To one of its own IPv6 speaks from that same
 * address (RFC 6724, rule 1; nf_nat_masquerade_ipv6), IPv4 from the first that is not for this host alone.
 */
const masqueradeAddress = (
  { environment }: Walk,
  { packet, output, nextHop }: Passenger,
  family: IpFamily,
): bigint | undefined =>
  family === 'ipv6' && isOwnAddress(environment, family, packet.destination)
    ? packet.destination
    : selectAddress(environment, family, output, nextHop ?? packet.destination)
