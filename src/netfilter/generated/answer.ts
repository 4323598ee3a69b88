import type { Environment } from '../environment.ts'
import type { Packet } from '../packet.ts'
import { icmpOf, protocols } from '../protocol.ts'
import { destinationKind } from '../routing/address-kind.ts'
import type { Passenger, Walk } from '../walk.ts'
import { icmpErrorFor } from './icmp-error.ts'
import { resetFor } from './reset.ts'
import { attached, ownPacket, sendGenerated } from './send.ts'

/**
 * What the kernel answers by itself to what was delivered: echo requests; and, where it is known who listens, a reset
 * or an ICMP error where nobody does. What listeners answer is theirs to say.
 */
export const answerDelivered = (walk: Walk, { packet, tracking, tproxy }: Passenger): void => {
  if (packet.family === 'arp' || destinationKind(packet) !== 'unicast') return
  const at = { where: 'delivery', text: 'answered by the kernel itself', place: null }
  if (packet.protocol === icmpOf(packet.family)) {
    const answer = echoReply(packet)
    if (answer) sendGenerated(walk, 'echo-reply', at, answer, { kind: 'none' })
    return
  }
  if (tproxy !== null || hasListener(walk.environment, packet)) return
  if (packet.protocol === protocols.tcp) {
    const reset = resetFor(packet)
    if (reset) sendGenerated(walk, 'tcp-reset', at, reset, { kind: 'none' })
    return
  }
  const kind = packet.protocol === protocols.udp ? 'port-unreachable' : 'protocol-unreachable'
  const error = icmpErrorFor(walk.environment, packet.family, packet, kind)
  if (error) sendGenerated(walk, 'icmp-error', at, error, attached(tracking))
}

const hasListener = ({ listeners }: Environment, packet: Packet): boolean => {
  if (listeners === null) return true
  const protocol = { [protocols.tcp]: 'tcp', [protocols.udp]: 'udp' }[packet.protocol]
  return listeners.some(
    (listener) =>
      listener.protocol === protocol &&
      listener.port === packet.destinationPort &&
      (listener.address === null || listener.address.value === packet.destination),
  )
}

const echoReply = (packet: Packet): Packet | undefined => {
  const { icmp, family } = packet
  const [request, reply] = family === 'ipv4' ? [8, 0] : [128, 129]
  if (icmp?.type !== request) return undefined
  return {
    ...ownPacket,
    family,
    protocol: packet.protocol,
    source: packet.destination,
    destination: packet.source,
    icmp: { type: reply ?? 0, code: 0, id: icmp.id, quoted: null },
  }
}
