import type { Environment } from '../environment.ts'
import type { Packet } from '../packet.ts'
import { fieldOf } from '../packet-field.ts'
import { destinationKind, isZeroAddress } from '../routing/address-kind.ts'
import { localKind } from '../routing/lookup.ts'

const toHost = 0n

/** Whether the frame was meant for this host alone (PACKET_HOST); what did not come in a frame always is. */
export const isFrameForHost = (packet: Packet): boolean =>
  packet.enters === null || fieldOf(packet, 'meta pkttype') === toHost

const leadsToOne = (environment: Environment, packet: Packet): boolean =>
  packet.family !== 'arp' &&
  destinationKind(packet) === 'unicast' &&
  localKind(environment, packet.family, packet.destination, null) !== 'broadcast'

/**
 * Whether the address is that of one host: not of a group, nor the broadcast of a network that is on the link. What comes
 * in for 0.0.0.0 is everybody's (`ip_route_input_slow`); what the host itself sends there comes back by loopback, and
 * has its route already.
 */
export const isAddressOfOne = (environment: Environment, packet: Packet): boolean => {
  const cameIn = packet.enters !== null && packet.enters !== 'lo'
  const isToNobody = cameIn && packet.family === 'ipv4' && isZeroAddress(packet.destination)
  return !isToNobody && leadsToOne(environment, packet)
}

/**
 * Before routing IPv4 has no route of the packet's own: who rejects there takes the one back to its source, and asks
 * of that whether it leads to everybody (nf_reject_fill_skb_dst).
 */
export const isSourceOfOne = (environment: Environment, packet: Packet): boolean =>
  leadsToOne(environment, { ...packet, destination: packet.source })

/** What came to everybody, by its frame or its address, is not answered (tcp_v4_rcv, icmp_send). */
export const isForOneHost = (environment: Environment, packet: Packet): boolean =>
  isFrameForHost(packet) && isAddressOfOne(environment, packet)
