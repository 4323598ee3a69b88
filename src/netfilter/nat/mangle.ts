import type { Connection, Tuple } from '../connection.ts'
import { invert } from '../conntrack/tuple.ts'
import type { Packet, Quoted } from '../packet.ts'
import { hasPorts, protocols } from '../protocol.ts'

/** Which end of a packet a hook translates: the destination on the way in, the source on the way out. */
export type Manip = 'source' | 'destination'

export const otherManip = (manip: Manip): Manip => (manip === 'source' ? 'destination' : 'source')

/**
 * Whether packets of that direction need that end translated: an answer's source is what was the destination of the
 * question (nf_nat_packet).
 */
export const needsMangling = (
  { status }: Connection,
  direction: 'original' | 'reply',
  manip: Manip,
): boolean => ((manip === 'source') === (direction === 'original') ? status.isSnat : status.isDnat)

/** What a packet of that direction looks like once it is wholly translated: the other direction's tuple turned. */
export const targetTuple = (
  connection: Connection,
  direction: 'original' | 'reply',
): Tuple | undefined =>
  invert(connection.protocol, direction === 'original' ? connection.reply : connection.original)

type Addressed = Pick<
  Packet | Quoted,
  'protocol' | 'source' | 'destination' | 'sourcePort' | 'destinationPort'
>

/** Puts one end of the tuple into a header: its address, its port where there is one, or the identifier of an echo. */
const writeEnd = <T extends Addressed>(header: T, tuple: Tuple, manip: Manip): T => {
  const ported = hasPorts(header.protocol)
  if (manip === 'source')
    return {
      ...header,
      source: tuple.source,
      ...(ported ? { sourcePort: tuple.sourceKey } : {}),
    }
  return {
    ...header,
    destination: tuple.destination,
    ...(ported ? { destinationPort: tuple.destinationKey } : {}),
  }
}

const isIcmp = (protocol: number): boolean =>
  protocol === protocols.icmp || protocol === protocols.icmpv6

/** One end of the packet made as the tuple has it (nf_nat_manip_pkt). */
export const manglePacket = (packet: Packet, tuple: Tuple, manip: Manip): Packet => {
  const mangled = writeEnd(packet, tuple, manip)
  return mangled.icmp && isIcmp(packet.protocol)
    ? { ...mangled, icmp: { ...mangled.icmp, id: tuple.sourceKey } }
    : mangled
}

/**
 * An ICMP error of a translated connection (nf_nat_icmp_reply_translation): what it quotes is turned back to what
 * its receiver once sent, and its own address made to fit. The error itself never asks a rule of type nat.
 */
export const mangleError = (
  packet: Packet,
  connection: Connection,
  direction: 'original' | 'reply',
  manip: Manip,
): Packet => {
  const opposite = direction === 'original' ? connection.reply : connection.original
  const target = targetTuple(connection, direction)
  const quoted = packet.icmp?.quoted
  if (!packet.icmp || !target) return packet
  const inner = quoted ? mangleQuoted(quoted, opposite, otherManip(manip)) : null
  const outer =
    manip === 'source'
      ? { ...packet, source: target.source }
      : { ...packet, destination: target.destination }
  return { ...outer, icmp: { ...packet.icmp, quoted: inner } }
}

const mangleQuoted = (quoted: Quoted, tuple: Tuple, manip: Manip): Quoted => {
  const mangled = writeEnd(quoted, tuple, manip)
  return mangled.icmp ? { ...mangled, icmp: { ...mangled.icmp, id: tuple.sourceKey } } : mangled
}
