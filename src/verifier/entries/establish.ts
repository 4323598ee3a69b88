import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { exists } from '../diagram/index.ts'
import type { Happening, Inbound, Order, Outbound, Question } from '../path/index.ts'
import { traverseInbound, traverseOutbound } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { block } from '../space/index.ts'
import type { Drawing } from './drawn.ts'
import { drawings, drawnBy } from './drawn.ts'
import type { FirstPackets } from './first-packets.ts'
import { entriesOf, firstPackets, isRoutable } from './first-packets.ts'
import { remarked } from './marks.ts'
import { relationsOf } from './relations.ts'

/** What can come about from an empty table of connections. */
export interface Established {
  /** The packets that begin connections, as they are when conntrack confirms them. */
  readonly first: FirstPackets
  /** Every entry that there can ever be. */
  readonly entries: Diagram
  readonly question: Question
  readonly inbound: Inbound
  readonly outbound: Outbound
  readonly drawings: readonly Drawing[]
}

/** How often marks are followed from entry to entry; entries that change further may bear any mark. */
const ROUNDS_MAX = 4

/**
 * The invariant: every entry that conntrack can ever hold, if it held none when the rules were loaded.
 *
 * Theorem: a first packet meets no entry, so what the rules do with it does not depend on the table; the entries that
 * first packets leave are those that such packets survive to confirm, whoever sends them and by whatever interface.
 * Nothing else begins an entry, and no entry ever changes its tuples or its translation (`nf_nat_setup_info` leaves a
 * confirmed one alone). What does change is its mark, which later packets' rules write: a fixpoint adds those. So every
 * table that can come about holds entries of this set alone, and every later packet meets one of them or none.
 *
 * `traversed`: every packet there is under that order; the first packets among them are the same in every table.
 */
export const establish = (
  engine: Engine,
  order: Order,
  traversed: { readonly inbound: Inbound; readonly outbound: Outbound },
): Established => {
  const { space } = engine
  const first = firstPackets(engine, traversed.inbound, traversed.outbound)
  let entries = entriesOf(engine, first)
  for (let round = 0; ; round += 1) {
    const later = traverseLater(engine, order, entries)
    const happenings = [...later.inbound.happenings, ...later.outbound.happenings]
    const next = remarked(space, entries, happenings)
    if (next === entries) return { first, entries, ...later }
    entries = round < ROUNDS_MAX ? next : exists(space.arena, next, block(space, 'ct mark'))
  }
}

/** All packets again, where those that meet an entry meet one of these. */
const traverseLater = (engine: Engine, order: Order, entries: Diagram) => {
  const { space } = engine
  const question: Question = { order, entries: relationsOf(space, entries, false) }
  const inbound = asRouted(space, traverseInbound(engine, question))
  const drawn = drawings(space, inbound)
  const anew: Question = { order, entries: relationsOf(space, entries, true) }
  const outbound = traverseOutbound(engine, anew, inbound, drawnBy(space, drawn))
  return { question, inbound, outbound, drawings: drawn }
}

/** Without what routing refuses for its addresses: that comes to nothing behind PREROUTING, and nothing answers it. */
const asRouted = (space: Space, inbound: Inbound): Inbound => {
  const kept = (flows: readonly Flow[], way: 'in' | 'onward'): readonly Flow[] =>
    flows.flatMap((flow) => within(space, flow, isRoutable(space, flow, way)))
  const after = ({ hook, flow }: Happening): readonly Flow[] => {
    if (hook === 'prerouting' || hook === 'ingress') return [flow]
    return kept([flow], hook === 'input' ? 'in' : 'onward')
  }
  return {
    routed: kept(inbound.routed, 'in'),
    delivered: kept(inbound.delivered, 'in'),
    left: kept(inbound.left, 'onward'),
    sent: kept(inbound.sent, 'onward'),
    passages: inbound.passages,
    happenings: inbound.happenings.flatMap((each) =>
      after(each).map((flow) => ({ ...each, flow })),
    ),
  }
}
