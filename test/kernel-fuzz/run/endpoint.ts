import { release } from 'node:os'
import type { Packet } from '../../../src/netfilter/index.ts'
import type { Sent } from '../packet/sent.ts'
import { tcpBits } from '../packet/sent.ts'
import { Exclusion } from './exclusion.ts'

/** The gateway's own listeners, as far as clean handshakes go: what they answer goes out through the rules again. */
export interface Endpoints {
  /**
   * Sockets are looked for before INPUT (`tcp_v4_early_demux`): a segment with a port that is written there finds the
   * socket of the one before.
   */
  isAnothers(delivered: Packet): boolean
  /** What a listener answers to a segment that was delivered to it, or null. */
  answer(delivered: Packet, sent: Sent): Packet | null
  /** The listener's own sequence number became known by its SYN-ACK, if that came out. */
  learn(delivered: Packet, sequence: number): void
}

interface Held {
  state: 'opening' | 'open' | 'closing'
  /** Next sequence number of the peer, and the listener's own first one; null until it was seen. */
  next: number
  own: number | null
}

const { fin, syn, rst, ack } = tcpBits

/** Since Linux 6.13 the reset that a listener sends is the listener's; before it was nobody's (tcp_v4_send_reset). */
const resetOwner = ((): number | null => {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return major > 6 || (major === 6 && minor >= 13) ? 0 : null
})()

const peerOf = (packet: Packet): string =>
  `${packet.source}:${packet.sourcePort} ${packet.destination}:`

const keyOf = (packet: Packet): string => `${peerOf(packet)}${packet.destinationPort}`

/** A SYN-ACK says how long a segment may be, in four bytes; nothing else that is answered here has options or data. */
const lengthsOf = (family: Packet['family'], flags: number): Packet['other'] => {
  const segment = flags & syn ? 24n : 20n
  const header = { 'tcp doff': segment / 4n }
  return family === 'ipv6'
    ? { ...header, 'meta length': 40n + segment, 'ip6 length': segment }
    : { ...header, 'meta length': 20n + segment, 'ip length': 20n + segment }
}

const answering = (packet: Packet, tcpFlags: number, uid: number | null): Packet => ({
  ...packet,
  enters: null,
  source: packet.destination,
  destination: packet.source,
  sourcePort: packet.destinationPort,
  destinationPort: packet.sourcePort,
  tcpFlags,
  fragment: { kind: 'none', offset: 0 },
  hasOptions: false,
  extensions: [],
  ttl: 64,
  socket: uid === null ? null : { uid, gid: 0 },
  mark: 0,
  tracking: 'ordinary',
  other: lengthsOf(packet.family, tcpFlags),
})

/** A segment for a port where somebody listens, and no connection: RFC 9293, 3.10.7.2. */
const atListener = (flags: number): { flags: number } | null => {
  if (flags & rst) return null
  if (flags & ack) return { flags: rst }
  return flags & syn && !(flags & fin) ? { flags: syn | ack } : null
}

export const createEndpoints = (): Endpoints => {
  const held = new Map<string, Held>()
  return {
    isAnothers: (packet) =>
      ((packet.tcpFlags ?? 0) & ack) !== 0 &&
      !held.has(keyOf(packet)) &&
      [...held.keys()].some((each) => each.startsWith(peerOf(packet))),
    answer: (packet, sent) => {
      const { body } = sent
      if (body.kind !== 'tcp' || body.checksum === 'bad') return null
      const key = keyOf(packet)
      const one = held.get(key)
      const flags = body.flags
      if (!one) {
        const first = atListener(flags)
        if (!first) return null
        if (first.flags === rst) return answering(packet, rst, resetOwner)
        held.set(key, { state: 'opening', next: (body.sequence + 1) >>> 0, own: null })
        return answering(packet, syn | ack, 0)
      }
      const isNext =
        body.sequence === one.next &&
        (flags & ~(ack | tcpBits.psh | fin)) === 0 &&
        (flags & ack) !== 0 &&
        one.own !== null &&
        body.acknowledgement === (one.own + 1) >>> 0 &&
        one.state !== 'closing'
      if (!isNext) throw new Exclusion('socket-detail', `${one.state} ${key} flags ${flags}`)
      const isFirst = one.state === 'opening'
      one.state = flags & fin ? 'closing' : 'open'
      one.next = (one.next + body.payload + (flags & fin ? 1 : 0)) >>> 0
      if (body.payload === 0 && !(flags & fin)) return null
      // Nobody owns the connection before the process has accepted it; that cannot be told from outside.
      if (isFirst) throw new Exclusion('socket-detail', `data before it was accepted: ${key}`)
      return answering(packet, ack, 0)
    },
    learn: (packet, sequence) => {
      const one = held.get(keyOf(packet))
      if (one) one.own = sequence
    },
  }
}
