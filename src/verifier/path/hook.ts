import type { BaseHook } from '../../ruleset/index.ts'
import type { Engine } from '../chain/engine.ts'
import { viewOf } from '../chain/engine.ts'
import type { EventKind } from '../chain/event.ts'
import type { Flow } from '../chain/flow.ts'
import { mergeFlows, within } from '../chain/flow.ts'
import { walkChain } from '../chain/walk.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, exists, FALSE, not, or, support, TRUE } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import { block, ctKind, ctStatusBit, has, hasAny, hasEntry, retarget } from '../space/index.ts'
import { reassembled } from './defragment.ts'
import type { Entries } from './entries.ts'
import type { Order, Station, Stop } from './plan.ts'
import { hasNat, planOf } from './plan.ts'
import { statusBit, track } from './track.ts'
import { anyPort, translatedLaws, translateFlow } from './translate.ts'

/** How a proof asks: which order among equals, and which connections there may be. */
export interface Question {
  readonly order: Order
  readonly entries: Entries
  /**
   * Whether connections that were translated once still are. Left out: yes, for a table that nobody showed may have
   * brought the translation. Of two machines that are compared nothing is hidden.
   */
  readonly rewritesOlder?: boolean
}

/** Something that a rule, or the kernel, did to packets besides letting them pass. */
export interface Happening {
  readonly hook: BaseHook
  readonly kind: EventKind | 'held-fragment'
  readonly flow: Flow
}

/** What is left behind one stop of a hook, and what came to pass at it. */
export interface Passage {
  readonly hook: BaseHook
  readonly stop: Stop
  readonly before: readonly Flow[]
  readonly after: readonly Flow[]
  readonly happenings: readonly Happening[]
}

export interface Passed {
  readonly flows: readonly Flow[]
  readonly happenings: readonly Happening[]
}

export interface PassedHook extends Passed {
  /** In order, as far as anything got. */
  readonly passages: readonly Passage[]
}

/** Flows through everything that stands at a hook. */
export const passHook = (
  engine: Engine,
  question: Question,
  hook: BaseHook,
  flows: readonly Flow[],
): PassedHook => {
  const { space } = engine
  const passages: Passage[] = []
  const plan = planOf(engine.machine, space.family, hook, question.order)
  let current = hook === 'egress' && plan.length > 0 ? onDevice(space, flows) : flows
  for (const stop of plan) {
    if (current.length === 0) break
    const passed = passStop(engine, question, hook, stop, current)
    const after = mergeFlows(space, passed.flows)
    passages.push({ hook, stop, before: current, after, happenings: passed.happenings })
    current = after
  }
  return { flows: current, happenings: passages.flatMap((each) => each.happenings), passages }
}

/**
 * At egress a packet's length counts its link header too, which is as long as the device has it. So it is any length
 * there, whatever an earlier hook found it to be. Nobody knows any more by which interface it came in, and the tags of
 * the link that it came by are gone.
 */
const onDevice = (space: Space, flows: readonly Flow[]): readonly Flow[] =>
  flows.map(({ set, binding }) => ({
    binding: { ...binding, forgetsInput: true },
    set: and(
      space.arena,
      exists(space.arena, set, [...block(space, 'meta length'), ...block(space, 'tagged')]),
      has(space, 'tagged', 0),
    ),
  }))

const passStop = (
  engine: Engine,
  question: Question,
  hook: BaseHook,
  stop: Stop,
  flows: readonly Flow[],
): Passed => {
  const { space } = engine
  switch (stop.kind) {
    case 'chain':
      return passStation(engine, hook, stop.station, flows)
    case 'defragment':
      return reassembled(space, hook, flows)
    case 'track':
      return {
        flows: flows.flatMap((flow) => track(space, flow, question.entries)),
        happenings: [],
      }
    case 'translate':
      return passTranslation(engine, question, hook, stop, flows)
  }
}

/** A base chain of type filter: what it accepts and what its policy accepts goes on to the next. */
const passStation = (
  engine: Engine,
  hook: BaseHook,
  station: Station,
  flows: readonly Flow[],
): Passed => {
  const { space } = engine
  const { table, chain, base } = station
  const view = viewOf(engine, table)
  const concerned = base.devices.length === 0 ? undefined : onDevices(space, hook, station)
  const inside =
    concerned === undefined ? flows : flows.flatMap((flow) => within(space, flow, concerned))
  const outside =
    concerned === undefined ? [] : flows.flatMap((flow) => within(space, flow, not(concerned)))
  const walk = {
    engine,
    view,
    translate: (_: unknown, flow: Flow) => ({ translated: [], missed: [flow], accepted: [] }),
  }
  const walked = walkChain(walk, chain.name, inside)
  return {
    flows: [...outside, ...walked.accept, ...(base.policy === 'accept' ? walked.back : [])],
    happenings: walked.events.map((event) => ({ hook, ...event })),
  }
}

/** Tables of inet are not asked about a frame whose type is that of a tag (`nft_do_chain_inet`). */
const onDevices = (space: Space, hook: BaseHook, { table, base }: Station): Diagram =>
  and(
    space.arena,
    hasAny(
      space,
      hook === 'egress' ? 'oif' : 'iif',
      base.devices.flatMap((device) => space.interfaces.matching(device)),
    ),
    table.family === 'inet' ? has(space, 'tagged', 0) : TRUE,
  )

/**
 * The dispatcher of NAT. First packets ask the nat chains in turn, until one of them translates; `accept` only ends
 * the chain at hand. Packets of older connections are treated as those were, and ask no chain. Without an entry
 * there is no NAT at all.
 */
const passTranslation = (
  engine: Engine,
  question: Question,
  hook: BaseHook,
  { end, stations }: Extract<Stop, { kind: 'translate' }>,
  flows: readonly Flow[],
): Passed => {
  const { space } = engine
  const { arena } = space
  const first = and(arena, has(space, 'ct first', 1), has(space, 'ct kind', ctKind.new))
  const isRewritten =
    (question.rewritesOlder ?? true)
      ? andAll(arena, [hasEntry(space), not(first), rewrites(space, end)])
      : FALSE
  const untouched = flows.flatMap((flow) =>
    within(space, flow, and(arena, not(first), not(isRewritten))),
  )
  const older = flows.flatMap((flow) =>
    within(space, flow, isRewritten).map((each) =>
      olderTranslation(space, hook, question.entries, each),
    ),
  )
  const done: Flow[] = []
  const happenings: Happening[] = []
  let rest: readonly Flow[] = flows.flatMap((flow) => within(space, flow, first))
  for (const { table, chain, base } of stations) {
    const view = viewOf(engine, table)
    const translate = (step: Parameters<typeof translateFlow>[3], flow: Flow) =>
      translateFlow(engine, view, end, step, flow)
    const walked = walkChain({ engine, view, translate }, chain.name, rest)
    done.push(...walked.translated)
    happenings.push(...walked.events.map((event) => ({ hook, ...event })))
    rest = mergeFlows(space, [...walked.accept, ...(base.policy === 'accept' ? walked.back : [])])
  }
  const fresh = hasNat(engine.machine, space.family)
    ? [...done, ...rest].map((flow) => settled(space, end, flow))
    : rest
  return { flows: [...untouched, ...older, ...fresh], happenings }
}

/** The connection's status tells that this end of it is settled (IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE). */
const settled = (space: Space, end: 'destination' | 'source', flow: Flow): Flow => {
  const bit = statusBit(
    space,
    end === 'source' ? ctStatusBit.sourceSettled : ctStatusBit.destinationSettled,
  )
  return {
    ...flow,
    set: and(space.arena, exists(space.arena, flow.set, support(space.arena, bit)), bit),
  }
}

/** The packets of connections whose translation changes this end: of answers it is the other one, taken back. */
const rewrites = (space: Space, end: 'destination' | 'source'): Diagram => {
  const { arena } = space
  const isReply = has(space, 'ct direction', 1)
  const [forward, backward] =
    end === 'destination'
      ? [ctStatusBit.dnat, ctStatusBit.snat]
      : [ctStatusBit.snat, ctStatusBit.dnat]
  return or(
    arena,
    and(arena, not(isReply), statusBit(space, forward)),
    and(arena, isReply, statusBit(space, backward)),
  )
}

const olderTranslation = (space: Space, hook: BaseHook, entries: Entries, flow: Flow): Flow => {
  const { arena } = space
  const anything = { kind: 'within', set: TRUE } as const
  const end = hook === 'prerouting' || hook === 'output' ? 'destination' : 'source'
  const ports = { kind: 'within', set: anyPort(space, end) } as const
  const result = retarget(space, flow, end, anything, ports)
  if (end === 'source') return { ...result, set: and(arena, result.set, entries.sources) }
  const isRouted = hook === 'prerouting' || space.asksRouting.destination
  const laws = isRouted ? translatedLaws(space) : TRUE
  return { ...result, set: andAll(arena, [result.set, laws, entries.destinations]) }
}

/** Whether anything is left. */
export const isEmpty = (flows: readonly Flow[]): boolean =>
  flows.every((flow) => flow.set === FALSE)
