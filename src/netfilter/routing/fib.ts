import type { Environment } from '../environment.ts'
import type { Packet } from '../packet.ts'
import { protocols } from '../protocol.ts'
import type { HookView } from '../walk.ts'
import {
  isLimitedBroadcast,
  isLinkLocal6,
  isLocalMulticast,
  isMulticast,
  isZeroAddress,
  multicastScope6,
} from './address-kind.ts'
import type { IpFamily } from './lookup.ts'
import { addressesOf, interfaceOf, localKind, lookUp } from './lookup.ts'

/** RTN_*, include/uapi/linux/rtnetlink.h. */
const typeNumbers = {
  unspecified: 0n,
  unicast: 1n,
  local: 2n,
  broadcast: 3n,
  multicast: 5n,
  blackhole: 6n,
  unreachable: 7n,
  prohibit: 8n,
  none: 7n,
} as const

/**
 * `fib ... type`. IPv4 looks into the local table alone, so that no answer is ever blackhole or unreachable
 * (nft_fib4_eval_type); IPv6 asks for a route (nft_fib6_eval_type).
 */
export const fibType = (
  environment: Environment,
  family: IpFamily,
  value: bigint,
  device: string | null,
): bigint => {
  if (family === 'ipv4' && (isZeroAddress(value) || isLimitedBroadcast(value)))
    return typeNumbers.broadcast
  if (isMulticast(family, value)) return typeNumbers.multicast
  if (family === 'ipv6' && value === 0n) return typeNumbers.unspecified
  // IPv6 asks the interface itself, IPv4 the table, where one of several that bear an address comes first.
  if (family === 'ipv6' && device !== null && bears(environment, device, value))
    return typeNumbers.local
  const kind = localKind(environment, family, value, device)
  if (family === 'ipv4' || kind === 'local') return typeNumbers[kind]
  const route = lookUp(environment, family, value, 0)
  // An address of another interface is no local one here, and what remains of it is unicast.
  return typeNumbers[route.kind === 'local' && device !== null ? 'unicast' : route.kind]
}

const bears = (environment: Environment, device: string, value: bigint): boolean =>
  addressesOf(interfaceOf(environment, device), 'ipv6').some(
    ({ address }) => address.value === value,
  )

/**
 * `fib ... oif`: 1 for found, 0 for not. Asked by the mark 0 always; what is delivered here has no way back and
 * counts as not found (nft_fib4_eval, nft_fib6_eval).
 */
export const fibFound = (
  environment: Environment,
  view: HookView,
  packet: Packet,
  family: IpFamily,
  question: { readonly address: bigint; readonly byInput: boolean },
): bigint => {
  const isEarly = ['ingress', 'prerouting', 'input'].includes(view.hook)
  if (isEarly && view.input === 'lo') return 1n
  if (family === 'ipv4' && isForAll(packet)) return 1n
  if (family === 'ipv6' && view.hook === 'prerouting' && isAddressless(packet)) return 1n
  const route = lookUp(environment, family, question.address, 0)
  if (route.kind !== 'unicast' && route.kind !== 'broadcast') return 0n
  return question.byInput && route.interface !== view.input ? 0n : 1n
}

/** A host that has no address yet speaks to everybody: DHCP. No route leads back to it, and none is asked for. */
const isForAll = ({ source, destination }: Packet): boolean =>
  isZeroAddress(source) && (isLimitedBroadcast(destination) || isLocalMulticast(destination))

/** The same in IPv6: duplicate address detection comes from `::`. */
const isAddressless = ({ protocol, source, destination }: Packet): boolean =>
  protocol === protocols.icmpv6 &&
  source === 0n &&
  (isLinkLocal6(destination) ||
    (isMulticast('ipv6', destination) && multicastScope6(destination) === 2n))
