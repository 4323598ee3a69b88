import { noConnections } from '../../../src/netfilter/index.ts'
import type { Machine } from '../../../src/ruleset/index.ts'
import type { Case, Step } from '../case.ts'
import type { Rig } from '../lab/rig.ts'
import { packetOf } from '../packet/reference.ts'
import type { Sent } from '../packet/sent.ts'
import { tcpBits } from '../packet/sent.ts'
import { textOf } from '../rules/render.ts'
import type { InterfaceName } from '../universe.ts'
import { places } from '../universe.ts'
import type { Compared, Run } from './arrive.ts'
import { arrive, arriveInside, observedArrival, send } from './arrive.ts'
import { createEndpoints } from './endpoint.ts'
import { environmentOf } from './environment.ts'
import type { ExclusionReason } from './exclusion.ts'
import { Exclusion, leavesNothing } from './exclusion.ts'
import { withoutCode } from './expect.ts'
import { machineOf } from './machine.ts'
import { complaintAbout, createMemory, replyTo } from './memory.ts'
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
        const compared = await arriveInside(run, index, step, connection.interface, sent)
        if (!compared.isFollowed) memory.retreat(connection, 'opener')
        memory.note(connection, compared.seen)
        if (compared.isMute && flags === tcpBits.syn) memory.mute(connection)
        return compared
      }
      if (memory.isServed(connection) || isToGroup(memory.whereabouts(connection))) return null
      const { interface: name, sent } = memory.answererSegment(connection, flags, payload)
      const compared = await arriveInside(run, index, step, name, sent)
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

const looksAtEgress = (machine: Machine): boolean =>
  machine.tables.some((table) => table.chains.some(({ base }) => base?.hook === 'egress'))

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
    looksAtEgress: looksAtEgress(reading.machine),
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
