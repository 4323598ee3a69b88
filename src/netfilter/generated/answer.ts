import type { Environment } from '../environment.ts'
import type { Packet } from '../packet.ts'
import { icmpOf, protocols } from '../protocol.ts'
import { lookUp } from '../routing/lookup.ts'
import { preferredSource } from '../routing/source.ts'
import type { Passenger, Walk } from '../walk.ts'
import { isAddressOfOne, isForOneHost } from './addressed.ts'
import { icmpErrorFor } from './icmp-error.ts'
import { resetFor } from './reset.ts'
import { attached, ownPacket, sendGenerated } from './send.ts'

/**
 * What the kernel answers by itself to what was delivered: echo and timestamp requests; and, where it is known who listens, a reset
 * or an ICMP error where nobody does. What listeners answer is theirs to say.
 */
export const answerDelivered = (walk: Walk, { packet, tracking, tproxy }: Passenger): void => {
  if (packet.family === 'arp') return
  const at = { where: 'delivery', text: 'answered by the kernel itself', place: null }
  if (packet.protocol === icmpOf(packet.family)) {
    const through = isAddressOfOne(walk.environment, packet) ? null : packet.enters
    const answer = echoReply(walk.environment, packet, through)
    if (answer) sendGenerated(walk, 'echo-reply', at, answer, { kind: 'none' }, through)
    return
  }
  if (!isForOneHost(walk.environment, packet)) return
  if (tproxy !== null || hasListener(walk.environment, packet)) return
  if (packet.protocol === protocols.tcp) {
    const reset = resetFor(packet)
    if (reset) sendGenerated(walk, 'tcp-reset', at, reset, { kind: 'none' })
    return
  }
  const kind = packet.protocol === protocols.udp ? 'port-unreachable' : 'protocol-unreachable'
  const error = icmpErrorFor(walk.environment, packet.family, packet, kind)
  // UDP lets go of the connection before it looks for a socket (nf_reset_ct).
  const carried =
    packet.protocol === protocols.udp ? ({ kind: 'none' } as const) : attached(tracking)
  if (error) sendGenerated(walk, 'icmp-error', at, error, carried)
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

const timestampReply = 14

/** Three clocks behind the header (RFC 792). */
const timestampLengths: Packet['other'] = { 'meta length': 40n, 'ip length': 40n }

/** An echo is as long as what it answers, but for options, of which it has none that are known here. */
const lengthsOf = ({ other }: Packet): Packet['other'] => {
  const options = ((other['ip hdrlength'] ?? 5n) - 5n) * 4n
  const fields = ['meta length', 'ip length', 'ip6 length'] as const
  return Object.fromEntries(
    fields.flatMap((field) => {
      const length = other[field]
      return length === undefined ? [] : [[field, length - options]]
    }),
  )
}

/** Echo and timestamp requests, by their numbers (RFC 792, RFC 4443), and what answers them. */
const replies: Readonly<Record<'ipv4' | 'ipv6', Readonly<Record<number, number>>>> = {
  ipv4: { 8: 0, 13: 14 },
  ipv6: { 128: 129 },
}

/**
 * IPv4 answers none that came to everybody (icmp_echo_ignore_broadcasts, as it is by default); IPv6 does, from an
 * address of its own, and by the interface where it came in or not at all: a source that lives elsewhere gets no answer
 * (icmpv6_echo_reply).
 */
const echoReply = (
  environment: Environment,
  packet: Packet,
  through: string | null,
): Packet | undefined => {
  const { icmp, family } = packet
  if (family === 'arp') return undefined
  const reply = icmp ? replies[family][icmp.type] : undefined
  if (!icmp || reply === undefined) return undefined
  const isForOne = isAddressOfOne(environment, packet)
  if (!isForOne && family === 'ipv4') return undefined
  const source = isForOne
    ? packet.destination
    : preferredSource(
        environment,
        family,
        packet.source,
        lookUp(environment, family, packet.source, 0, through),
      )
  if (source === undefined) return undefined
  return {
    ...ownPacket,
    family,
    protocol: packet.protocol,
    source,
    destination: packet.source,
    icmp: { type: reply, code: 0, id: icmp.id, quoted: null },
    other: reply === timestampReply ? timestampLengths : lengthsOf(packet),
  }
}
