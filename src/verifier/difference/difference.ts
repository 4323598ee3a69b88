import { formatPacket } from '../../netfilter/index.ts'
import type { Machine } from '../../ruleset/index.ts'
import { viewOf } from '../chain/engine.ts'
import type { Diagram, DiagramLimits } from '../diagram/index.ts'
import {
  and,
  FALSE,
  forall,
  or,
  pickOne,
  withinLimits,
  difference as without,
} from '../diagram/index.ts'
import type { GatewayFacts } from '../facts.ts'
import type { Order } from '../path/index.ts'
import { isOrderAmbiguous } from '../path/index.ts'
import { has, untranslated } from '../space/index.ts'
import type { Box, Covered } from './cover.ts'
import { coverOf } from './cover.ts'
import type { Delta } from './deltas.ts'
import { deltasOf, joined, untold } from './deltas.ts'
import { describe } from './describe.ts'
import { dimensionsOf } from './fields.ts'
import { plausible } from './lab.ts'
import type { Replay } from './replay.ts'
import { replay } from './replay.ts'
import type {
  Difference,
  DifferenceClass,
  DifferenceFamily,
  DifferenceVerdict,
  Direction,
  Origin,
} from './result.ts'
import { differenceKinds } from './result.ts'
import { tellJudgement } from './sentence.ts'
import { isSameToTheLetter, unseenIn } from './unseen.ts'
import type { Pair } from './world.ts'
import { createPair } from './world.ts'

/** Classes of one kind and direction that are told, in one family. */
const CLASSES_MAX = 8

const families: readonly DifferenceFamily[] = ['ipv4', 'ipv6']

/** How two machines differ, over every packet: see result.ts for what the words mean. */
export const machineDifference = (
  old: Machine,
  fresh: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits> = {},
): Difference => {
  if (isSameToTheLetter(old, fresh)) return same
  const parts = families.map((family) =>
    withinLimits(() => familyDifference(family, old, fresh, facts, limits)),
  )
  const done = parts.flatMap((part) => (part.kind === 'done' ? [part.value] : []))
  const beyond = parts.flatMap((part) =>
    part.kind === 'limit' ? [`the comparison needs more than ${part.allowed} ${part.limit}`] : [],
  )
  const classes = merged(done.flatMap((part) => part.classes))
  const doubts = [
    ...new Set([...beyond, ...done.flatMap((part) => part.doubts), ...unseenIn(old, fresh)]),
  ]
  return {
    verdict: verdictOf(classes, doubts),
    classes,
    isComplete: beyond.length === 0 && done.every((part) => part.isComplete),
    doubts,
  }
}

/** Machines that are one and the same need no looking at. */
const same: Difference = { verdict: 'equivalent', classes: [], isComplete: true, doubts: [] }

/** What differs alike in both families is told once, if it was seen to differ. */
const merged = (classes: readonly DifferenceClass[]): readonly DifferenceClass[] => {
  const groups = new Map<string, DifferenceClass>()
  for (const each of classes) {
    const { kind, direction, origin, packets, needsOlderFlow, witness } = each
    const key = JSON.stringify([kind, direction, origin, packets, needsOlderFlow, witness.isShown])
    const known = groups.get(key)
    groups.set(key, known ? { ...known, families: [...known.families, ...each.families] } : each)
  }
  return [...groups.values()].sort(
    (left, right) =>
      Number(left.needsOlderFlow) - Number(right.needsOlderFlow) ||
      Number(right.witness.isShown) - Number(left.witness.isShown) ||
      origins.indexOf(left.origin) - origins.indexOf(right.origin) ||
      differenceKinds.indexOf(left.kind) - differenceKinds.indexOf(right.kind),
  )
}

const origins: readonly Origin[] = ['network', 'pieces', 'loopback', 'gateway']

/** Packets that were seen to differ outweigh doubts: there is a difference, whatever else there is. */
const verdictOf = (
  classes: readonly DifferenceClass[],
  doubts: readonly string[],
): DifferenceVerdict => {
  const shown = classes.filter(({ witness }) => witness.isShown)
  const has = (direction: Direction): boolean => shown.some((each) => each.direction === direction)
  if (shown.length === 0) return classes.length + doubts.length === 0 ? 'equivalent' : 'undecided'
  if (has('both') || (has('more') && has('less'))) return 'incomparable'
  const [seen, verdict] = has('more')
    ? (['more', 'more-permissive'] as const)
    : (['less', 'less-permissive'] as const)
  const isOpen = doubts.length > 0 || classes.some(({ direction }) => direction !== seen)
  return isOpen ? 'different' : verdict
}

type Part = Pick<Difference, 'classes' | 'isComplete' | 'doubts'>

const familyDifference = (
  family: DifferenceFamily,
  old: Machine,
  fresh: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits>,
): Part => {
  const pair = createPair(family, old, fresh, facts, limits)
  const orders = ordersOf(pair)
  const from = (origin: Origin): readonly Delta[] =>
    joined(
      pair,
      orders.flatMap((order) => deltasOf(pair, origin, order)),
    )
  const network = from('network')
  const deltas = [
    ...network,
    ...untold(pair, from('pieces'), network),
    ...from('loopback'),
    ...from('gateway'),
  ]
  const parts = deltas.map((delta) => classesOf(pair, delta))
  return {
    classes: parts.flatMap((part) => part.classes),
    isComplete: parts.every((part) => part.isComplete),
    doubts: [...new Set(parts.flatMap((part) => part.doubts))],
  }
}

/** Where the order of chains of equal priority can matter in either, both are gone through. */
const ordersOf = (pair: Pair): readonly Order[] => {
  const isAmbiguous = [pair.old, pair.new].some(({ engine }) =>
    isOrderAmbiguous(engine.machine, pair.space.family, ({ table, chain }) =>
      viewOf(engine, table).mutating.has(chain.name),
    ),
  )
  return isAmbiguous ? ['newer-first', 'older-first'] : ['newer-first']
}

const classesOf = (pair: Pair, delta: Delta): Part => {
  const { space } = pair
  const { arena, choices } = space
  const certain = (set: Diagram): Diagram =>
    choices.opaque.length === 0 ? set : forall(arena, set, choices.opaque)
  const [more, less] = [certain(delta.more), certain(delta.less)]
  const isOpaque = more !== delta.more || less !== delta.less
  const both = and(arena, more, less)
  const parts: readonly (readonly [Direction, Diagram])[] = [
    ['both', both],
    ['more', without(arena, more, both)],
    ['less', without(arena, less, both)],
  ]
  const covers = parts.flatMap(([direction, set]) => {
    if (set === FALSE) return []
    const { boxes, isComplete } = coverOf(arena, ordinary(pair, delta, set), CLASSES_MAX)
    return [{ classes: boxes.map((box) => classOf(pair, delta, direction, box)), isComplete }]
  })
  return {
    classes: covers.flatMap((cover) => cover.classes),
    isComplete: covers.every((cover) => cover.isComplete),
    doubts: isOpaque ? ['more may differ: it hangs on what is not understood'] : [],
  }
}

/** Of packets whose headers are cut off it is told only where nothing else differs. */
const ordinary = (pair: Pair, { origin, lawful }: Delta, set: Diagram): Covered => {
  const { space } = pair
  const { arena } = space
  const isWhole = and(arena, has(space, 'cut off', 0), has(space, 'cut late', 0))
  const whole = and(arena, set, isWhole)
  const only = (part: Diagram) => (whole === FALSE ? part : and(arena, part, isWhole))
  return {
    set: only(set),
    lawful: only(lawful),
    dimensions: dimensionsOf(pair, origin),
    preferences: plausible(space, untranslated),
  }
}

const classOf = (pair: Pair, delta: Delta, direction: Direction, box: Box): DifferenceClass => {
  const { kind, origin } = delta
  const { space } = pair
  const { arena } = space
  const inside = box.added
  const shown = witnessOf(pair, delta, inside, direction)
  const older = and(arena, inside, without(arena, has(space, 'ct first', 0), isEntryless(pair)))
  return {
    kind,
    direction,
    families: [pair.family],
    origin,
    packets: describe(space, box.sides),
    needsOlderFlow: older === inside,
    witness: {
      packet: formatPacket(shown.scenario),
      isShown: shown.isShown,
      old: tellJudgement(shown.old, shown.scenario.packet),
      new: tellJudgement(shown.new, shown.scenario.packet),
    },
  }
}

/** INVALID and untracked packets have no connection, older or not. */
const isEntryless = ({ space }: Pair): Diagram =>
  or(space.arena, has(space, 'ct kind', 0), has(space, 'ct kind', 4))

const directionsOf = (direction: Direction | null): readonly Direction[] =>
  direction === null ? [] : direction === 'both' ? ['more', 'less'] : [direction]

/**
 * A packet of the class that the reference treats differently, as far as one of a few does. Where each machine has
 * outcomes of its own, both have to be seen, of one packet or of two.
 */
const witnessOf = (
  pair: Pair,
  { flows, origin }: Delta,
  inside: Diagram,
  direction: Direction,
): Replay & { readonly isShown: boolean } => {
  const { space } = pair
  const shown = new Set<Direction>()
  let first: Replay | undefined
  for (const flow of flows) {
    const found = pickOne(
      space.arena,
      and(space.arena, flow.set, inside),
      plausible(space, flow.binding),
    )
    if (!found) continue
    const replayed = replay(pair, origin, flow.binding, found)
    if (replayed.shows !== null && shown.size === 0) first = replayed
    for (const each of directionsOf(replayed.shows)) shown.add(each)
    if (directionsOf(direction).every((each) => shown.has(each)))
      return { ...(first ?? replayed), isShown: true }
    first ??= replayed
  }
  if (first) return { ...first, isShown: false }
  const any = pickOne(space.arena, inside, [])
  return {
    ...replay(pair, origin, untranslated, any ?? new Uint8Array(space.arena.variables)),
    isShown: false,
  }
}
