import type { Environment } from '../environment.ts'
import type { Packet } from '../packet.ts'
import { protocols, tcpBit } from '../protocol.ts'
import { isForOneHost } from './addressed.ts'
import { ownPacket } from './send.ts'

/**
 * The reset that answers a TCP segment: from where it went to where it came from. None answers a reset, a fragment
 * other than the first, or what was sent to everybody (nf_reject_ip_tcphdr_get, nf_send_reset).
 */
export const resetFor = (environment: Environment, packet: Packet): Packet | undefined => {
  const { protocol, tcpFlags, fragment } = packet
  const isSegment = protocol === protocols.tcp && tcpFlags !== null && fragment.kind !== 'later'
  if (!isSegment || tcpFlags & tcpBit.rst) return undefined
  if (!isForOneHost(environment, packet)) return undefined
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
