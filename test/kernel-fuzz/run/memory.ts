import type { Datagram, Opening } from '../case.ts'
import type { Seen } from '../packet/parse.ts'
import { sentOf } from '../packet/parse.ts'
import type { Sent } from '../packet/sent.ts'
import { tcpBits } from '../packet/sent.ts'
import type { InterfaceName } from '../universe.ts'
import { interfaces, towards } from '../universe.ts'

/** Where a packet came out, as whoever it reached knows it. */
export interface Reached {
  readonly interface: InterfaceName
  readonly sent: Sent
}

/** What the ends of connections remember of one case, so that the next segment is the right one. */
export interface Memory {
  /** The packet that the opener sends next. */
  openerSegment(opening: Opening, flags: number, payload: number): Sent
  /** What answers it where it came out, or would have without any translation. */
  answererSegment(opening: Opening, flags: number, payload: number): Reached
  /** Whether the gateway itself is the answerer: nobody else has the sequence numbers then. */
  isServed(opening: Opening): boolean
  /** The gateway's SYN-ACK was lost: nobody knows its sequence number. */
  mute(opening: Opening): void
  isMute(opening: Opening): boolean
  /** Conntrack has not followed that side's last segment: the next one begins where it began. */
  retreat(opening: Opening, side: 'opener' | 'answerer'): void
  /** Where a packet came out, or would have: what an answer or a complaint is about. */
  whereabouts(about: Datagram | Opening): Reached
  /** Notes what the router emitted because of a packet. */
  note(about: Datagram | Opening, seen: readonly Seen[]): void
}

interface Conversation {
  openerNext: number
  answererNext: number
  reached: Reached | null
  isServed: boolean
  isMute: boolean
  /** The next sequence numbers before the last segment of either side. */
  openerBefore: number
  answererBefore: number
}

const isInterface = (name: string): name is InterfaceName =>
  (interfaces as readonly string[]).includes(name)

const keyOf = (about: Datagram | Opening): string => JSON.stringify(about)

const isOpening = (about: Datagram | Opening): about is Opening => 'sourcePort' in about

const segment = (
  opening: Opening,
  body: { flags: number; payload: number; sequence: number; acknowledgement: number },
): Sent => ({
  family: opening.family,
  source: opening.source,
  destination: opening.destination,
  ttl: 64,
  extras: [],
  cut: null,
  body: {
    kind: 'tcp',
    sourcePort: opening.sourcePort,
    destinationPort: opening.destinationPort,
    checksum: 'good',
    ...body,
  },
})

/** A FIN counts for nothing here: a FIN that conntrack refused would leave all that follows outside the window. */
const lengthOf = (flags: number, payload: number): number => payload + (flags & tcpBits.syn ? 1 : 0)

const swapped = (sent: Sent, body: Sent['body']): Sent => ({
  ...sent,
  source: sent.destination,
  destination: sent.source,
  ttl: 64,
  extras: [],
  cut: null,
  body,
})

/** The packet that came out because of another: not the gateway's own answer to its sender. */
const onward = (seen: readonly Seen[], kind: Sent['body']['kind']): Reached | null => {
  for (const one of seen) {
    const sent = sentOf(one)
    if (!sent || sent.body.kind !== kind || !isInterface(one.interface)) continue
    if (sent.body.kind === 'icmp' && sent.body.type !== 8 && sent.body.type !== 128) continue
    if (sent.body.kind === 'tcp' && sent.ttl !== 63) continue
    return { interface: one.interface, sent }
  }
  return null
}

export const createMemory = (): Memory => {
  const conversations = new Map<string, Conversation>()
  const datagrams = new Map<string, Reached>()
  const conversation = (opening: Opening): Conversation => {
    const key = keyOf(opening)
    const known = conversations.get(key)
    if (known) return known
    const fresh = {
      openerNext: 1_000_000,
      answererNext: 5_000_000,
      reached: null,
      isServed: false,
      isMute: false,
      openerBefore: 1_000_000,
      answererBefore: 5_000_000,
    }
    conversations.set(key, fresh)
    return fresh
  }
  const whereabouts = (about: Datagram | Opening): Reached => {
    const known = isOpening(about)
      ? conversation(about).reached
      : (datagrams.get(keyOf(about)) ?? null)
    if (known) return known
    const sent = isOpening(about)
      ? segment(about, { flags: tcpBits.syn, payload: 0, sequence: 1_000_000, acknowledgement: 0 })
      : about.sent
    return { interface: towards(sent.destination) ?? 'eth0', sent }
  }
  return {
    isServed: (opening) => conversation(opening).isServed || conversation(opening).isMute,
    retreat: (opening, side) => {
      const one = conversation(opening)
      if (side === 'opener') one.openerNext = one.openerBefore
      else one.answererNext = one.answererBefore
    },
    mute: (opening) => {
      conversation(opening).isMute = true
    },
    isMute: (opening) => conversation(opening).isMute,
    whereabouts,
    openerSegment: (opening, flags, payload) => {
      const one = conversation(opening)
      const acknowledgement = flags & tcpBits.ack ? one.answererNext : 0
      const sent = segment(opening, { flags, payload, sequence: one.openerNext, acknowledgement })
      one.openerBefore = one.openerNext
      one.openerNext += lengthOf(flags, payload)
      return sent
    },
    answererSegment: (opening, flags, payload) => {
      const one = conversation(opening)
      const reached = whereabouts(opening)
      const { body } = reached.sent
      if (body.kind !== 'tcp') throw new Error('a segment came out as something else')
      const sent = swapped(reached.sent, {
        ...body,
        sourcePort: body.destinationPort,
        destinationPort: body.sourcePort,
        flags,
        payload,
        sequence: one.answererNext,
        acknowledgement: flags & tcpBits.ack ? one.openerNext : 0,
        checksum: 'good',
      })
      one.answererBefore = one.answererNext
      one.answererNext += lengthOf(flags, payload)
      return { interface: reached.interface, sent }
    },
    note: (about, seen) => {
      if (!isOpening(about)) {
        const found = onward(seen, about.sent.body.kind)
        if (found) datagrams.set(keyOf(about), found)
        return
      }
      const one = conversation(about)
      const found = onward(seen, 'tcp')
      if (found) one.reached = found
      const answer = synAckOf(seen)
      if (answer === null) return
      one.answererNext = answer + 1
      one.isServed = true
    },
  }
}

/** The sequence number of a SYN-ACK that the gateway itself sent. */
export const synAckOf = (seen: readonly Seen[]): number | null => {
  for (const one of seen) {
    const body = sentOf(one)?.body
    if (body?.kind === 'tcp' && body.flags === (tcpBits.syn | tcpBits.ack) && one.line.ttl === 64)
      return body.sequence
  }
  return null
}

/** An answer to a datagram or echo request where it came out. */
export const replyTo = (reached: Reached): Sent => {
  const { body } = reached.sent
  switch (body.kind) {
    case 'udp':
      return swapped(reached.sent, {
        ...body,
        sourcePort: body.destinationPort,
        destinationPort: body.sourcePort,
        checksum: 'good',
      })
    case 'icmp': {
      const type = body.type === 8 ? 0 : body.type === 128 ? 129 : 14
      return swapped(reached.sent, { ...body, type, quoted: null, checksum: 'good' })
    }
    case 'tcp':
    case 'other':
      return swapped(reached.sent, body)
  }
}

/** An ICMP error about a packet, to whom it seems to come from. */
export const complaintAbout = (
  reached: Reached,
  { type, code, source }: { type: number; code: number; source: string | null },
): Sent => ({
  ...swapped(reached.sent, {
    kind: 'icmp',
    type,
    code,
    id: 0,
    quoted: { ...reached.sent, cut: null, extras: [] },
    checksum: 'good',
  }),
  source: source ?? reached.sent.destination,
})
