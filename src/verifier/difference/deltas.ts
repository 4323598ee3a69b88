import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, difference, exists, FALSE, not, or, orAll } from '../diagram/index.ts'
import type { Order } from '../path/index.ts'
import { connectionBits, headerBits, isWhole } from '../path/index.ts'
import type { Event, Lawful, Outcomes, Phase, Way } from './outcomes.ts'
import {
  asItCame,
  bitsOf,
  finalNames,
  lawfulOf,
  outcomesOf,
  unused,
  ways,
  withFinals,
  withMarks,
  withStates,
} from './outcomes.ts'
import type { DifferenceKind, Origin } from './result.ts'
import { differenceKinds } from './result.ts'
import type { Pair, Side } from './world.ts'

/** Packets of one origin that differ in one way, as they came in; and those that there are, differing or not. */
export interface Delta {
  readonly kind: DifferenceKind
  readonly origin: Origin
  /** The packets with an outcome that only the new machine has, and with one that only the old one has. */
  readonly more: Diagram
  readonly less: Diagram
  readonly lawful: Diagram
  /** Where such packets come out, for a witness. */
  readonly flows: readonly Flow[]
}

/** One machine's outcomes, ready to be compared. */
interface Told {
  readonly outcomes: Outcomes
  /** With all states of conntrack. */
  readonly flows: Readonly<Record<Way, readonly Flow[]>>
}

export const deltasOf = (pair: Pair, origin: Origin, order: Order): readonly Delta[] => {
  const lawful = lawfulOf(pair, origin)
  const told = (side: Side): Told => {
    const outcomes = outcomesOf(pair, side, origin, order)
    const open = (way: Way) =>
      outcomes.flows[way].map((flow) => withStates(pair, side, flow, lawful[way]))
    return { outcomes, flows: { arrives: open('arrives'), leaves: open('leaves') } }
  }
  const [old, fresh] = [told(pair.old), told(pair.new)]
  const events = eventDeltas(pair, origin, lawful, old.outcomes.events, fresh.outcomes.events)
  // Of a datagram in pieces the rest follows from what becomes of its pieces, where that differs.
  if (origin === 'pieces' && events.length > 0) return events
  return [
    ...ways.flatMap((way) => wayDeltas(pair, origin, way, lawful[way], old, fresh)),
    ...events,
  ]
}

const isEmpty = ({ more, less }: Delta): boolean => more === FALSE && less === FALSE

const wayDeltas = (
  pair: Pair,
  origin: Origin,
  way: Way,
  lawful: Diagram,
  old: Told,
  fresh: Told,
): readonly Delta[] => {
  const { space } = pair
  const { arena } = space
  const finals = bitsOf(space, finalNames)
  const united = (told: Told, form: typeof withFinals) =>
    comparable(
      pair,
      origin,
      orAll(
        arena,
        told.flows[way].map((flow) => form(pair, flow)),
      ),
    )
  const [before, after] = [united(old, withFinals), united(fresh, withFinals)]
  const [came, comes] = [before, after].map((set) => asItCame(pair, origin, set))
  if (came === undefined || comes === undefined) return []
  const [gains, losses] = [difference(arena, after, before), difference(arena, before, after)]
  const [gained, lost] = [gains, losses].map((set) =>
    asItCame(pair, origin, exists(arena, set, finals)),
  )
  if (gained === undefined || lost === undefined) return []
  const differing = (gain: Diagram, loss: Diagram): readonly Flow[] =>
    [
      ...fresh.flows[way].flatMap((flow) => within(space, flow, gain)),
      ...old.flows[way].flatMap((flow) => within(space, flow, loss)),
    ].map((flow) => ({ ...flow, set: exists(arena, flow.set, unused(pair, flow.binding)) }))
  const base = { origin, lawful, flows: differing(gains, losses) }
  const deltas: Delta[] = [
    {
      ...base,
      kind: way,
      more: difference(arena, gained, came),
      less: difference(arena, lost, comes),
    },
    {
      ...base,
      kind: 'translation',
      more: and(arena, gained, came),
      less: and(arena, lost, comes),
    },
  ]
  if (pair.marks) {
    // Where it comes out elsewhere, the mark is the least of it.
    const both = difference(arena, and(arena, came, comes), or(arena, gained, lost))
    const [marked, marks] = [united(old, withMarks), united(fresh, withMarks)]
    const [more, less] = [difference(arena, marks, marked), difference(arena, marked, marks)]
    deltas.push({
      origin,
      lawful,
      flows: differing(more, less),
      kind: 'mark',
      more: and(arena, both, asItCame(pair, origin, more)),
      less: and(arena, both, asItCame(pair, origin, less)),
    })
  }
  return deltas.filter((delta) => !isEmpty(delta))
}

/**
 * Pieces come out as pieces, or as a whole where conntrack is on. Where it is on in one machine alone, what is behind
 * the network header is not compared: of a datagram in pieces it is anything.
 */
const comparable = (pair: Pair, origin: Origin, set: Diagram): Diagram =>
  origin === 'pieces' && pair.old.isTracked !== pair.new.isTracked
    ? exists(pair.space.arena, set, headerBits(pair.space))
    : set

const phases: readonly Phase[] = ['early', 'late']

const eventDeltas = (
  pair: Pair,
  origin: Origin,
  lawful: Lawful,
  old: readonly Event[],
  fresh: readonly Event[],
): readonly Delta[] =>
  differenceKinds.flatMap((kind) =>
    phases.flatMap((phase): readonly Delta[] => {
      if (kind === 'fragment' && pair.old.isTracked !== pair.new.isTracked) return []
      const { arena } = pair.space
      const law = kind === 'fragment' ? beforeConntrack(pair, lawful[phase]) : lawful[phase]
      const flowsOf = (side: Side, events: readonly Event[]) =>
        events
          .filter((event) => event.kind === kind && event.phase === phase)
          .map(({ flow }) => ({ ...flow, set: eventSet(pair, side, kind, flow, law) }))
      const [before, after] = [flowsOf(pair.old, old), flowsOf(pair.new, fresh)]
      const united = (flows: readonly Flow[]) =>
        orAll(
          arena,
          flows.map(({ set }) => asItCame(pair, origin, set)),
        )
      const [had, has] = [united(before), united(after)]
      const delta: Delta = {
        kind,
        origin,
        lawful: law,
        more: difference(arena, has, had),
        less: difference(arena, had, has),
        flows: [...after, ...before],
      }
      return isEmpty(delta) ? [] : [delta]
    }),
  )

/** What pieces wait for is decided before conntrack has a say. */
const eventSet = (
  pair: Pair,
  side: Side,
  kind: DifferenceKind,
  flow: Flow,
  lawful: Diagram,
): Diagram => {
  const { space } = pair
  if (kind !== 'fragment') return withStates(pair, side, flow, lawful).set
  return and(space.arena, exists(space.arena, flow.set, connectionBits(space)), lawful)
}

const beforeConntrack = ({ space }: Pair, lawful: Diagram): Diagram => {
  const later = [...connectionBits(space), ...headerBits(space)]
  return and(space.arena, exists(space.arena, lawful, later), not(isWhole(space)))
}

/** What becomes of whole packets becomes of those that were put together too: it is told once. */
export const untold = (
  pair: Pair,
  pieces: readonly Delta[],
  whole: readonly Delta[],
): readonly Delta[] => {
  const { arena } = pair.space
  const forgotten =
    pair.old.isTracked === pair.new.isTracked
      ? bitsOf(pair.space, ['ip frag-off', 'exthdr frag'])
      : headerBits(pair.space)
  return pieces
    .map((delta) => {
      const told = whole.filter(({ kind }) => kind === delta.kind)
      const rest = (which: 'more' | 'less') =>
        told.reduce(
          (set, each) => difference(arena, set, exists(arena, each[which], forgotten)),
          delta[which],
        )
      return { ...delta, more: rest('more'), less: rest('less') }
    })
    .filter((delta) => !isEmpty(delta))
}

/** The deltas of several orders of chains as one each. */
export const joined = (pair: Pair, deltas: readonly Delta[]): readonly Delta[] => {
  const groups = new Map<string, Delta>()
  for (const delta of deltas) {
    const key = `${delta.kind} ${delta.origin} ${delta.lawful}`
    const known = groups.get(key)
    groups.set(key, known ? united(pair, known, delta) : delta)
  }
  return [...groups.values()]
}

const united = ({ space: { arena } }: Pair, one: Delta, other: Delta): Delta => ({
  ...one,
  more: or(arena, one.more, other.more),
  less: or(arena, one.less, other.less),
  flows: [...one.flows, ...other.flows],
})
