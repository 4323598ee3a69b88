import type { Environment } from '../environment.ts'
import type { Packet, Quoted } from '../packet.ts'
import { fieldOf } from '../packet-field.ts'
import { icmpOf, isIcmpError } from '../protocol.ts'
import { isMulticast } from '../routing/address-kind.ts'
import type { IpFamily } from '../routing/lookup.ts'
import { isOwnAddress, lookUp } from '../routing/lookup.ts'
import { preferredSource, selectAddress } from '../routing/source.ts'
import { isAddressOfOne, isFrameForHost, isSourceOfOne } from './addressed.ts'
import { ownPacket } from './send.ts'

/** Which error: by ICMP's own numbers (RFC 792, RFC 4443). */
export type IcmpErrorKind =
  | 'port-unreachable'
  | 'protocol-unreachable'
  | 'no-route'
  | 'host-unreachable'
  | 'prohibited'
  | 'ttl-exceeded'
  | 'reassembly-exceeded'
  | 'not-neighbour'

const numbers: Readonly<
  Record<IcmpErrorKind, Readonly<Record<IpFamily, { type: number; code: number }>>>
> = {
  'port-unreachable': { ipv4: { type: 3, code: 3 }, ipv6: { type: 1, code: 4 } },
  'protocol-unreachable': { ipv4: { type: 3, code: 2 }, ipv6: { type: 4, code: 1 } },
  'no-route': { ipv4: { type: 3, code: 0 }, ipv6: { type: 1, code: 0 } },
  'host-unreachable': { ipv4: { type: 3, code: 1 }, ipv6: { type: 1, code: 3 } },
  'not-neighbour': { ipv4: { type: 3, code: 1 }, ipv6: { type: 1, code: 2 } },
  prohibited: { ipv4: { type: 3, code: 13 }, ipv6: { type: 1, code: 1 } },
  'ttl-exceeded': { ipv4: { type: 11, code: 0 }, ipv6: { type: 3, code: 0 } },
  'reassembly-exceeded': { ipv4: { type: 11, code: 1 }, ipv6: { type: 3, code: 1 } },
}

/**
 * The ICMP error that complains about a packet (`icmp_send`, `icmp6_send`): to its source, spoofed or not. None
 * complains about an error or what was sent to everybody, nor, in IPv4, about a fragment other than the first.
 * Before routing IPv4 does not know what the destination is: neither that it is everybody's, nor that it is its own.
 */
export const icmpErrorFor = (
  environment: Environment,
  family: IpFamily,
  packet: Packet,
  kind: IcmpErrorKind,
  isUnrouted = false,
): Packet | undefined => {
  const isRouteless = isUnrouted && family === 'ipv4'
  // What came in bears no such source past routing; a reset in the name of a group's address does, and nobody looks.
  const isOwnOfV4 = packet.enters === null && family === 'ipv4'
  const isMeantForOne =
    isFrameForHost(packet) && (isRouteless ? isSourceOfOne : isAddressOfOne)(environment, packet)
  if ((family === 'ipv4' && packet.fragment.kind === 'later') || !isMeantForOne) return undefined
  if (isMulticast(family, packet.source) ? !isOwnOfV4 : packet.source === 0n) return undefined
  if (packet.protocol === icmpOf(family) && packet.icmp && mayBeError(family, packet.icmp.type))
    return undefined
  const source = errorSource(environment, family, packet, isRouteless)
  if (source === undefined) return undefined
  return {
    ...ownPacket,
    family,
    protocol: icmpOf(family),
    source,
    destination: packet.source,
    ttl: isMulticast(family, packet.source) ? groupTtl : ownPacket.ttl,
    icmp: { ...numbers[kind][family], id: 0, quoted: quote(packet) },
    other: lengths(family, packet),
  }
}

/** What goes to a group stays on the link, where no socket says otherwise (`mc_ttl`, ip_select_ttl). */
const groupTtl = 1

/** A type that ICMP does not know may be an error for all that icmp_send knows (NR_ICMP_TYPES). */
const mayBeError = (family: IpFamily, type: number): boolean =>
  isIcmpError(family, type) || (family === 'ipv4' && type > 18)

/** It speaks for the address that was addressed, if that is one of its own; else for the one nearest the receiver. */
const errorSource = (
  environment: Environment,
  family: IpFamily,
  packet: Packet,
  isUnrouted: boolean,
): bigint | undefined => {
  const isToOwn = isOwnAddress(environment, family, packet.destination)
  if (!isUnrouted && isToOwn) return packet.destination
  // The way back that it asks before routing leads here: it takes the packet for one that was delivered, and would
  // speak for its destination, which it may not where that is somebody else's (nf_reject_fill_skb_dst, icmp_send).
  if (isUnrouted && isOwnAddress(environment, family, packet.source))
    return isToOwn ? packet.destination : undefined
  // IPv6 speaks from the interface by which it heard.
  const heard = family === 'ipv6' && packet.enters !== 'lo' ? packet.enters : null
  if (heard !== null) return selectAddress(environment, family, heard, packet.source)
  return preferredSource(
    environment,
    family,
    packet.source,
    lookUp(environment, family, packet.source, 0),
  )
}

/** It quotes as much of the packet as may be: in all, 576 bytes of IPv4 and 1,280 of IPv6 (RFC 1812, RFC 4443). */
const lengths = (family: IpFamily, packet: Packet): Packet['other'] => {
  const quoted = fieldOf(packet, 'meta length') ?? 0n
  const [headers, most] = family === 'ipv4' ? [28n, 576n] : [48n, 1280n]
  const length = headers + quoted < most ? headers + quoted : most
  return family === 'ipv4'
    ? { 'meta length': length, 'ip length': length }
    : { 'meta length': length, 'ip6 length': length - 40n }
}

const quote = ({
  protocol,
  source,
  destination,
  sourcePort,
  destinationPort,
  icmp,
}: Packet): Quoted => ({
  protocol,
  source,
  destination,
  sourcePort,
  destinationPort,
  icmp: icmp && { type: icmp.type, code: icmp.code, id: icmp.id },
})
