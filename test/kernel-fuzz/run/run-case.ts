import type { Connections, Environment, Judgement, Packet } from '../../../src/netfilter/index.ts'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import type { Machine } from '../../../src/ruleset/index.ts'
import type { Case, Step } from '../case.ts'
import type { Arrival } from '../lab/observer.ts'
import type { Rig } from '../lab/rig.ts'
import { destinationMac, frameOf, packetTypeOf, pieceCount, pieces } from '../packet/frame.ts'
import { addressOf, textOfLine } from '../packet/line.ts'
import type { Seen } from '../packet/parse.ts'
import { seenIn } from '../packet/parse.ts'
import { fragmentOf, packetOf } from '../packet/reference.ts'
import type { Sent } from '../packet/sent.ts'
import { tcpBits } from '../packet/sent.ts'
import { textOf } from '../rules/render.ts'
import type { InterfaceName } from '../universe.ts'
import { links, listenedTcp, ownSource, places } from '../universe.ts'
import type { Endpoints } from './endpoint.ts'
import { createEndpoints } from './endpoint.ts'
import { environmentOf } from './environment.ts'
import type { ExclusionReason } from './exclusion.ts'
import { Exclusion, leavesNothing } from './exclusion.ts'
import { expectationOf, withoutCode } from './expect.ts'
import { machineOf } from './machine.ts'
import type { Memory } from './memory.ts'
import { complaintAbout, createMemory, replyTo, synAckOf } from './memory.ts'
import type { Windows } from './window.ts'
import { createWindows } from './window.ts'

/** What one case showed. */
export type Outcome =
  /** A tool took something else than the generator meant: another case is drawn. */
  | { readonly kind: 'not-loaded'; readonly why: string }
  | {
      readonly kind: 'compared'
      /** Packets whose fates agreed. */
      readonly agreed: number
      /** Packets that came out or arrived, among them. */
      readonly passed: number
      /** Why the case was ended early. */
      readonly excluded: { readonly reason: ExclusionReason; readonly detail: string } | null
      /** Why single steps were not compared. */
      readonly skipped: readonly ExclusionReason[]
      readonly disagreement: Disagreement | null
    }

export interface Disagreement {
  /** Which step it is, or -1 for what was delivered, which is known at the end, and the reading of the rules. */
  readonly step: number
  readonly what: string
  readonly expected: readonly string[]
  readonly observed: readonly string[]
  readonly notes: readonly string[]
}

/** All that one run of a case goes on with. */
interface Run {
  readonly rig: Rig
  readonly machine: Machine
  readonly environment: Environment
  readonly endpoints: Endpoints
  readonly memory: Memory
  readonly windows: Windows
  readonly hasListeners: boolean
  /** Whether some chain sees fragments before -400. */
  readonly looksEarly: boolean
  connections: Connections
  readonly arrivals: { readonly line: string; readonly step: number }[]
  /** Tags of packets that are dropped at their confirmation, which comes behind the observer, and of fragments at INPUT. */
  readonly unjudged: Set<number>
}

interface Compared {
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

const observedArrival = (arrival: Arrival): string => {
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
const arrive = async (
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
  let held = 0
  for (const piece of all) {
    seen.push(...seenIn(await run.rig.exchange(name, frameOf(sent, name, piece.bytes))))
    const packet = sent.cut ? fragmentOf(linked, sent, piece.offset, piece.bytes) : linked
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
const arriveInside = async (
  run: Run,
  step: number,
  side: 'opener' | 'answerer',
  name: InterfaceName,
  sent: Sent,
): Promise<Compared> => {
  const segment = packetOf(sent, name)
  const counts = run.windows.counts(run.connections, segment, side)
  const compared = await arrive(run, step, name, sent)
  if (sent.body.kind === 'tcp' && sent.body.payload > 0) run.windows.move(run.connections, segment)
  return { ...compared, isFollowed: compared.isFollowed && counts }
}

const macNumber = (text: string): bigint => BigInt(`0x${text.replaceAll(':', '')}`)

const linkFields = (name: InterfaceName, sent: Sent) => ({
  'ether saddr': macNumber(links[name].peer),
  'ether daddr': macNumber(destinationMac(sent, name)),
  'meta pkttype': BigInt(packetTypeOf(sent, name)),
})

const send = async (run: Run, step: Extract<Step, { kind: 'send' }>): Promise<Compared> => {
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

const routerOn: Readonly<Record<InterfaceName, { ip4: string; ip6: string }>> = {
  'vif1.0': { ip4: places.ip4.clients[0], ip6: places.ip6.clients[0] },
  'vif2.0': { ip4: places.ip4.clients[1], ip6: places.ip6.clients[1] },
  eth0: { ip4: places.ip4.neighbours[0] ?? '', ip6: places.ip6.neighbours[0] ?? '' },
}

/** What came to everybody is answered by nobody in everybody's name: such a source would be looped back here too. */
const isToGroup = ({ sent }: { readonly sent: Sent }): boolean =>
  places[sent.family].groups.includes(sent.destination)

/** Null: the step is not taken. */
const take = async (run: Run, step: Step, index: number): Promise<Compared | null> => {
  const { memory } = run
  switch (step.kind) {
    case 'arrive': {
      if (run.windows.isBehind(run.connections, packetOf(step.sent, step.interface)))
        throw new Exclusion('window', '')
      const compared = await arrive(run, index, step.interface, step.sent)
      memory.note({ interface: step.interface, sent: step.sent }, compared.seen)
      return compared
    }
    case 'segment': {
      const { connection, flags, payload } = step
      // A listener's acknowledgement of the end may come later, by the clock.
      if (memory.isServed(connection) && flags & tcpBits.fin) return null
      if (memory.isMute(connection) && flags & tcpBits.ack) return null
      if (step.side === 'opener') {
        const sent = memory.openerSegment(connection, flags, payload)
        const compared = await arriveInside(run, index, 'opener', connection.interface, sent)
        if (!compared.isFollowed) memory.retreat(connection, 'opener')
        memory.note(connection, compared.seen)
        if (compared.isMute && flags === tcpBits.syn) memory.mute(connection)
        return compared
      }
      if (memory.isServed(connection) || isToGroup(memory.whereabouts(connection))) return null
      const { interface: name, sent } = memory.answererSegment(connection, flags, payload)
      const compared = await arriveInside(run, index, 'answerer', name, sent)
      if (!compared.isFollowed) memory.retreat(connection, 'answerer')
      return compared
    }
    case 'reply': {
      const reached = memory.whereabouts(step.to)
      if (isToGroup(reached)) return null
      return arrive(run, index, reached.interface, replyTo(reached))
    }
    case 'complain': {
      const reached = memory.whereabouts(step.about)
      if (isToGroup(reached) && step.by === 'host') return null
      const { type, code, by } = step
      const source = by === 'host' ? null : routerOn[reached.interface][reached.sent.family]
      const sent = complaintAbout(reached, { type, code, source })
      return arrive(run, index, reached.interface, sent)
    }
    case 'send':
      return send(run, step)
  }
}

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((one, index) => one === right[index])

const sameLines = (expected: readonly string[], observed: readonly string[]): boolean =>
  same(expected, observed) ||
  (expected.some((line) => line.includes('/*')) &&
    same(expected.map(withoutCode).sort(), observed.map(withoutCode).sort()))

const compareArrivals = async (run: Run, steps: number): Promise<Disagreement | null> => {
  const observed = (await run.rig.arrivals())
    .filter(({ tag }) => tag > 0 && !run.unjudged.has(tag))
    .map(observedArrival)
    .sort()
  const expected = [...new Set(run.arrivals.map(({ line }) => line))].sort()
  if (same(expected, observed)) return null
  const missing = expected.filter((line) => !observed.includes(line))
  const surplus = observed.filter((line) => !expected.includes(line))
  const first = run.arrivals.find(({ line }) => missing.includes(line))
  const what = `delivered to the gateway (${steps} steps)`
  return { step: first?.step ?? -1, what, expected: missing, observed: surplus, notes: [] }
}

const looksEarly = (machine: Machine): boolean =>
  machine.tables.some((table) =>
    table.chains.some(
      ({ base }) =>
        base !== null &&
        (base.hook === 'ingress' || (base.hook === 'prerouting' && base.priority <= -400)),
    ),
  )

const prepare = async (rig: Rig, hasListeners: boolean): Promise<void> => {
  if (!hasListeners) return
  await rig.listen()
}

/** Loads the case's rules, sends its packets, and compares all that becomes of each with what the reference says. */
export const runCase = async (
  rig: Rig,
  one: Case,
  sources: Case['sources'] = one.sources,
): Promise<Outcome> => {
  const loaded = sources.map((source) => ({ dialect: source.dialect, text: textOf(source) }))
  await prepare(rig, one.hasListeners)
  const refusal = await rig.load(loaded, one.settings)
  if (refusal !== null) return { kind: 'not-loaded', why: refusal }
  const none = { kind: 'compared', agreed: 0, passed: 0, excluded: null, skipped: [] } as const
  const reading = machineOf(one.sources)
  if (reading.kind === 'refused') {
    const what = `read: our reader refuses what ${reading.dialect} loads`
    const disagreement = { step: -1, what, expected: [reading.why], observed: [], notes: [] }
    return { ...none, disagreement }
  }
  const run: Run = {
    rig,
    machine: reading.machine,
    environment: environmentOf(one.settings, one.hasListeners),
    endpoints: createEndpoints(),
    memory: createMemory(),
    windows: createWindows(),
    hasListeners: one.hasListeners,
    looksEarly: looksEarly(reading.machine),
    connections: noConnections,
    arrivals: [],
    unjudged: new Set(),
  }
  let agreed = 0
  let passed = 0
  const skipped: ExclusionReason[] = []
  for (const [index, step] of one.steps.entries()) {
    try {
      const compared = await take(run, step, index)
      if (!compared) continue
      const { expected, observed, notes, arrived } = compared
      if (!sameLines(expected, observed)) {
        const disagreement = { step: index, what: step.kind, expected, observed, notes }
        return { ...none, agreed, passed, skipped, disagreement }
      }
      agreed += 1
      if (expected.length + arrived > 0) passed += 1
    } catch (error) {
      if (!(error instanceof Exclusion)) throw error
      if (leavesNothing.has(error.reason)) {
        skipped.push(error.reason)
        continue
      }
      const excluded = { reason: error.reason, detail: error.message }
      return { ...none, agreed, passed, skipped, excluded, disagreement: null }
    }
  }
  const disagreement = await compareArrivals(run, one.steps.length)
  return { ...none, agreed, passed, skipped, disagreement }
}
