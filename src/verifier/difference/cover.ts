import { assert } from '../../assert.ts'
import type { Arena, Assignment, Diagram, FieldInterval, Variable } from '../diagram/index.ts'
import {
  and,
  difference,
  evaluate,
  exists,
  FALSE,
  fieldValue,
  forall,
  inIntervals,
  not,
  or,
  pickOne,
  restrict,
  support,
  TRUE,
  valuesOf,
} from '../diagram/index.ts'
import type { Dimension } from './fields.ts'

/** The packets of which each of these dimensions has one of these values. */
interface Product {
  readonly set: Diagram
  readonly sides: readonly BoxSide[]
}

export interface Box extends Product {
  /** What of the set that is described no box before it holds. */
  readonly added: Diagram
}

export interface BoxSide {
  readonly dimension: Dimension
  readonly intervals: readonly FieldInterval[]
}

/** What is to be described, among the packets that there are, and by what. */
export interface Covered {
  readonly set: Diagram
  readonly lawful: Diagram
  readonly dimensions: readonly Dimension[]
  readonly preferences: readonly Diagram[]
}

export interface Cover {
  readonly boxes: readonly Box[]
  /** Whether the boxes are the whole set. */
  readonly isComplete: boolean
}

/** Intervals that one side of a box may have; with more of them it speaks of the witness's alone. */
const INTERVALS_MAX = 16

/**
 * Few products that together are the set, each as large as it can be: from a packet that people recognise, one
 * dimension after the other is left open, or widened to all values that keep the product inside. Packets that do not
 * exist are let in where that makes a description shorter.
 */
export const coverOf = (
  arena: Arena,
  { set, lawful, dimensions, preferences }: Covered,
  limit: number,
): Cover => {
  const allowed = or(arena, set, not(lawful))
  const boxes: Product[] = []
  let rest = and(arena, set, lawful)
  while (rest !== FALSE && boxes.length < limit) {
    const seed = pickOne(arena, rest, preferences)
    assert(seed !== undefined, 'a set that is not empty has a member')
    const box = boxAround(arena, allowed, lawful, dimensions, seed)
    boxes.push(box)
    rest = difference(arena, rest, box.set)
  }
  const needed = boxes.filter((box) => !isCovered(arena, box, boxes, lawful))
  return { boxes: withAdded(arena, needed, and(arena, set, lawful)), isComplete: rest === FALSE }
}

const withAdded = (arena: Arena, boxes: readonly Product[], set: Diagram): readonly Box[] => {
  let rest = set
  return boxes.map((box) => {
    const added = and(arena, rest, box.set)
    rest = difference(arena, rest, box.set)
    return { ...box, added }
  })
}

/** A box that later ones have made needless. */
const isCovered = (
  arena: Arena,
  box: Product,
  boxes: readonly Product[],
  lawful: Diagram,
): boolean => {
  const later = boxes.slice(boxes.indexOf(box) + 1)
  if (later.length === 0) return false
  const left = later.reduce(
    (set, each) => difference(arena, set, each.set),
    and(arena, box.set, lawful),
  )
  return left === FALSE
}

const boxAround = (
  arena: Arena,
  allowed: Diagram,
  lawful: Diagram,
  dimensions: readonly Dimension[],
  seed: Assignment,
): Product => {
  const { inside, open: pending } = leaveOpen(arena, allowed, dimensions, seed)
  let left = inside
  const sides: BoxSide[] = []
  pending.forEach((dimension, index) => {
    const others = pending.slice(index + 1).flatMap(({ bits }) => literals(bits, seed))
    const intervals = valuesAround(arena, restrict(arena, left, others), dimension, seed)
    const values = inIntervals(arena, dimension.bits, intervals)
    left = forall(arena, or(arena, left, not(values)), dimension.bits)
    sides.push({ dimension, intervals })
  })
  const set = sides.reduce<Diagram>(
    (all, { dimension, intervals }) =>
      and(arena, all, inIntervals(arena, dimension.bits, intervals)),
    TRUE,
  )
  return { set, sides: sides.map((side) => shown(arena, side, and(arena, set, lawful))) }
}

/** The dimensions that cannot be left open, and what the set says of these alone. */
const leaveOpen = (
  arena: Arena,
  allowed: Diagram,
  dimensions: readonly Dimension[],
  seed: Assignment,
): { readonly inside: Diagram; readonly open: readonly Dimension[] } => {
  let inside = allowed
  const open: Dimension[] = []
  const known = new Set(dimensions.flatMap(({ bits }) => [...bits]))
  inside = forall(
    arena,
    inside,
    support(arena, inside).filter((each) => !known.has(each)),
  )
  assert(evaluate(arena, inside, seed), 'sets that only hang on what dimensions tell')
  for (const dimension of dimensions) {
    const freed = forall(arena, inside, dimension.bits)
    if (evaluate(arena, freed, seed)) inside = freed
    else open.push(dimension)
  }
  return { inside, open }
}

const literals = (bits: readonly Variable[], seed: Assignment) =>
  bits.map((variable) => ({ variable, value: seed[variable] === 1 }))

const valuesAround = (
  arena: Arena,
  set: Diagram,
  { bits }: Dimension,
  seed: Assignment,
): readonly FieldInterval[] => {
  const value = fieldValue(seed, bits)
  const { intervals, isComplete } = valuesOf(arena, set, bits, INTERVALS_MAX)
  const own = intervals.filter(([first, last]) => first <= value && value <= last)
  if (isComplete) return intervals
  return own.length > 0 ? own : [[value, value]]
}

/** Numbers of a few bits stand for words, of which only those that occur are told; of others, where that is shorter. */
const SMALL_BITS = 8

const shown = (arena: Arena, side: BoxSide, occurring: Diagram): BoxSide => {
  const { bits } = side.dimension
  const inside = new Set(bits)
  const others = support(arena, occurring).filter((each) => !inside.has(each))
  const told = exists(arena, occurring, others)
  if (bits.length <= SMALL_BITS)
    return { ...side, intervals: valuesOf(arena, told, bits, 2 ** SMALL_BITS).intervals }
  const { intervals, isComplete } = valuesOf(arena, told, bits, side.intervals.length)
  return isComplete ? { ...side, intervals } : side
}
