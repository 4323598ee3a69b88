import type { Environment } from '../environment.ts'
import type { Packet } from '../packet.ts'
import { protocols, tcpBit } from '../protocol.ts'
import { isMulticast } from '../routing/address-kind.ts'
import { isAddressOfOne, isSourceOfOne } from './addressed.ts'
import { ownPacket } from './send.ts'

/**
 * The reset by which a rule answers a TCP segment (nf_send_reset). None answers what was sent to everybody, by the
 * route that it has: before routing IPv4 has none yet, and answers that too, in everybody's name.
 */
export const resetByRule = (
  environment: Environment,
  packet: Packet,
  isUnrouted: boolean,
): Packet | undefined => {
  const isForOne =
    packet.family === 'ipv4' && isUnrouted
      ? isSourceOfOne(environment, packet)
      : isAddressOfOne(environment, packet)
  // IPv6 asks both addresses themselves whether they are anybody's (nf_send_reset6).
  const { source, destination } = packet
  const isFromOne =
    packet.family !== 'ipv6' ||
    (source !== 0n && destination !== 0n && !isMulticast('ipv6', source))
  return isForOne && isFromOne ? resetFor(packet) : undefined
}

/**
 * The reset that answers a TCP segment: from where it went to where it came from. None answers a reset or a fragment
 * other than the first (nf_reject_ip_tcphdr_get).
 */
export const resetFor = (packet: Packet): Packet | undefined => {
  const { protocol, tcpFlags, fragment } = packet
  const isSegment = protocol === protocols.tcp && tcpFlags !== null && fragment.kind !== 'later'
  if (!isSegment || tcpFlags & tcpBit.rst) return undefined
  return {
    ...ownPacket,
    family: packet.family,
    protocol: protocols.tcp,
    source: packet.destination,
    destination: packet.source,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
    tcpFlags: tcpFlags & tcpBit.ack ? tcpBit.rst : tcpBit.rst | tcpBit.ack,
  }
}
