import type { Connections, Environment, Judgement, Packet } from '../../../src/netfilter/index.ts'
import { judge } from '../../../src/netfilter/index.ts'
import { tcpBit } from '../../../src/netfilter/protocol.ts'
import type { Machine } from '../../../src/ruleset/index.ts'
import type { Step } from '../case.ts'
import type { Arrival } from '../lab/observer.ts'
import type { Rig } from '../lab/rig.ts'
import { destinationMac, frameOf, packetTypeOf, pieceCount, pieces } from '../packet/frame.ts'
import { addressOf, textOfLine } from '../packet/line.ts'
import type { Seen } from '../packet/parse.ts'
import { seenIn } from '../packet/parse.ts'
import { fragmentOf, packetOf } from '../packet/reference.ts'
import type { Sent } from '../packet/sent.ts'
import type { InterfaceName } from '../universe.ts'
import { links, listenedTcp, ownSource } from '../universe.ts'
import type { Endpoints } from './endpoint.ts'
import { Exclusion } from './exclusion.ts'
import { expectationOf } from './expect.ts'
import type { Memory } from './memory.ts'
import { synAckOf } from './memory.ts'
import type { Windows } from './window.ts'

/** All that one run of a case goes on with. */
export interface Run {
  readonly rig: Rig
  readonly machine: Machine
  readonly environment: Environment
  readonly endpoints: Endpoints
  readonly memory: Memory
  readonly windows: Windows
  readonly hasListeners: boolean
  /** Whether some chain sees fragments before -400. */
  readonly looksEarly: boolean
  readonly looksAtEgress: boolean
  connections: Connections
  readonly arrivals: { readonly line: string; readonly step: number }[]
  /** Tags of packets that are dropped at their confirmation, which comes behind the observer, and of fragments at INPUT. */
  readonly unjudged: Set<number>
}

export interface Compared {
  readonly expected: readonly string[]
  readonly observed: readonly string[]
  readonly notes: readonly string[]
  readonly seen: readonly Seen[]
  readonly arrived: number
  /** A listener's SYN-ACK did not come out. */
  readonly isMute: boolean
  /** Conntrack, where it is on, has found or begun a connection. */
  readonly isFollowed: boolean
}

const judged = (run: Run, packet: Packet): Judgement => {
  const judgement = judge(run.machine, run.environment, run.connections, packet)
  run.connections = judgement.connections
  return judgement
}

const arrivalLine = (packet: Packet, tag: number): string => {
  const family = packet.family === 'ipv6' ? 'ipv6' : 'ipv4'
  const hasPorts = packet.protocol === 6 || packet.protocol === 17
  const ports = hasPorts ? ` ${packet.sourcePort} > ${packet.destinationPort}` : ''
  return `${tag}: ${addressOf(packet.source, family)} > ${addressOf(packet.destination, family)} protocol ${packet.protocol}${ports}`
}

export const observedArrival = (arrival: Arrival): string => {
  const ports =
    arrival.protocol === 6 || arrival.protocol === 17
      ? ` ${arrival.sourcePort} > ${arrival.destinationPort}`
      : ''
  return `${arrival.tag}: ${arrival.source} > ${arrival.destination} protocol ${arrival.protocol}${ports}`
}

/** Of a fragment nobody can tell. */
const hasBadChecksum = ({ tracking, fragment }: Packet): boolean =>
  tracking === 'invalid' && fragment.kind === 'none'

/** What the reference's trace says of a packet that belongs to a connection. */
const followed = /^conntrack: (new|established|related)/

/** What the reference says of a packet, and of what listeners answer to it. */
const expectedOf = (run: Run, packet: Packet, sent: Sent) => {
  const judgement = judged(run, packet)
  const isFollowed = judgement.trace.some(({ text }) => followed.test(text))
  const first = expectationOf(judgement, packet, hasBadChecksum(packet))
  const emitted = [...first.emitted]
  const delivered = [...first.delivered]
  const notes = [...first.notes]
  const learners: Packet[] = []
  for (const local of first.local) {
    if (run.hasListeners && run.endpoints.isAnothers(local))
      throw new Exclusion('socket-detail', 'a port that a rule wrote')
    const isHeard =
      run.hasListeners &&
      local.protocol === 6 &&
      (local.other['meta pkttype'] ?? 0n) === 0n &&
      local.fragment.kind === 'none' &&
      listenedTcp.some((port) => port === local.destinationPort)
    const answer = isHeard ? run.endpoints.answer(local, sent) : null
    if (!answer) continue
    learners.push(local)
    const second = expectationOf(judged(run, answer), answer)
    emitted.push(...second.emitted)
    delivered.push(...second.delivered)
    notes.push(...second.notes.map((note) => `listener: ${note}`))
  }
  const { heldAt, isUnconfirmed } = first
  return { emitted, delivered, notes, learners, heldAt, isUnconfirmed, isFollowed }
}

const textsOf = (seen: readonly Seen[]): readonly string[] =>
  seen.map((one) => `${one.interface}: ${textOfLine(one.line)}`).sort()

/** Puts one packet, or its fragments, on an interface, and asks the reference about the same. */
export const arrive = async (
  run: Run,
  step: number,
  name: InterfaceName,
  sent: Sent,
): Promise<Compared> => {
  const tag = run.rig.nextTag()
  const whole = packetOf(sent, name)
  const linked = {
    ...whole,
    other: {
      ...whole.other,
      ...linkFields(name, sent),
      ...(sent.family === 'ip4' ? { 'ip id': BigInt(tag) } : { 'ip6 flowlabel': BigInt(tag) }),
    },
  }
  const expected: string[] = []
  const notes: string[] = []
  const seen: Seen[] = []
  let arrived = 0
  const ask = (packet: Packet): readonly string[] => {
    const one = expectedOf(run, packet, sent)
    expected.push(...one.emitted)
    notes.push(...one.notes)
    arrived += one.delivered.length
    isFollowed ||= one.isFollowed
    for (const delivered of one.delivered)
      run.arrivals.push({ line: arrivalLine(delivered, tag), step })
    learners.push(...one.learners)
    if (one.isUnconfirmed) run.unjudged.add(tag)
    return one.heldAt
  }
  const learners: Packet[] = []
  let isFollowed = false
  const all = pieces(sent, tag)
  if (sent.cut && run.looksEarly) throw new Exclusion('early-defragmentation', '')
  if (sent.cut && sent.family === 'ip6' && run.looksAtEgress)
    throw new Exclusion('misread-at-egress', '')
  let held = 0
  for (const piece of all) {
    seen.push(...seenIn(await run.rig.exchange(name, frameOf(sent, name, piece.bytes))))
    const packet = sent.cut ? fragmentOf(linked, piece.offset, piece.bytes) : linked
    const heldAt = ask(packet)
    if (heldAt.includes('delivery')) {
      run.unjudged.add(tag)
      throw new Exclusion('late-defragmentation', '')
    }
    held += heldAt.length
  }
  if (sent.cut && held === pieceCount(sent)) ask(linked)
  const sequence = synAckOf(seen)
  const isMute = sequence === null && learners.length > 0
  if (sequence !== null) for (const one of learners) run.endpoints.learn(one, sequence)
  return {
    expected: [...expected].sort(),
    observed: textsOf(seen),
    notes,
    seen,
    arrived,
    isMute,
    isFollowed,
  }
}

/** A segment of a connection: one that does not count is not followed. */
export const arriveInside = async (
  run: Run,
  step: number,
  { connection, side }: Extract<Step, { kind: 'segment' }>,
  name: InterfaceName,
  sent: Sent,
): Promise<Compared> => {
  const segment = packetOf(sent, name)
  const conversation = JSON.stringify(connection)
  if (run.windows.isForeign(run.connections, segment, conversation))
    throw new Exclusion('window', '')
  const counts = run.windows.counts(run.connections, segment, side)
  const compared = await arrive(run, step, name, sent)
  run.windows.own(run.connections, segment, conversation)
  if (sent.body.kind === 'tcp' && sent.body.payload > 0) run.windows.move(run.connections, segment)
  if (sent.body.kind === 'tcp' && (sent.body.flags & tcpBit.ack) !== 0)
    run.windows.acknowledge(run.connections, segment)
  return { ...compared, isFollowed: compared.isFollowed && counts }
}

const macNumber = (text: string): bigint => BigInt(`0x${text.replaceAll(':', '')}`)

const linkFields = (name: InterfaceName, sent: Sent) => ({
  'ether saddr': macNumber(links[name].peer),
  'ether daddr': macNumber(destinationMac(sent, name)),
  'meta pkttype': BigInt(packetTypeOf(sent, name)),
})

export const send = async (run: Run, step: Extract<Step, { kind: 'send' }>): Promise<Compared> => {
  const { family, destination, sourcePort, destinationPort, uid } = step
  const sent: Sent = {
    family,
    source: ownSource(family, destination),
    destination,
    ttl: 64,
    extras: [],
    cut: null,
    body: { kind: 'udp', sourcePort, destinationPort, payload: 4, checksum: 'good' },
  }
  const agent = run.rig.agents.of(uid)
  await agent.ask({
    kind: 'send-datagram',
    address: destination,
    port: destinationPort,
    localPort: sourcePort,
    text: 'aaaa',
  })
  const seen = seenIn(await run.rig.emitted())
  const one = expectedOf(run, packetOf(sent, null, uid), sent)
  return {
    expected: [...one.emitted].sort(),
    observed: textsOf(seen),
    notes: one.notes,
    seen,
    arrived: one.delivered.length,
    isMute: false,
    isFollowed: true,
  }
}
