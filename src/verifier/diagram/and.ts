import type { Arena, Diagram } from './arena.ts'
import { FALSE, TRUE } from './arena.ts'
import { CACHE_AND, countStep, HASH_FIRST, HASH_LAST, HASH_SECOND, remember } from './cache.ts'
import { makeNode } from './node.ts'

/** The assignments not in the set. Costs nothing: one bit of the edge. */
export const not = (set: Diagram): Diagram => (set ^ 1) as Diagram

/** The assignments in both. */
export const and = (arena: Arena, left: Diagram, right: Diagram): Diagram =>
  conjoin(arena, left, right) as Diagram

/** The assignments in either, by De Morgan: intersection and its cache serve for both. */
export const or = (arena: Arena, left: Diagram, right: Diagram): Diagram =>
  (conjoin(arena, left ^ 1, right ^ 1) ^ 1) as Diagram

/** The assignments in `left` and not in `right`. */
export const difference = (arena: Arena, left: Diagram, right: Diagram): Diagram =>
  conjoin(arena, left, right ^ 1) as Diagram

/** The assignments of which holds: if in `premise`, then in `conclusion`. */
export const implies = (arena: Arena, premise: Diagram, conclusion: Diagram): Diagram =>
  (conjoin(arena, premise, conclusion ^ 1) ^ 1) as Diagram

/** `and` on bare edges. */
export const conjoin = (arena: Arena, left: number, right: number): number => {
  // One question, one entry: the operands are sorted. By Math.min and Math.max, which V8 works out on doubles here,
  // unions of 128 addresses took half as long again.
  const isSorted = left < right
  const first = isSorted ? left : right
  const second = isSorted ? right : left
  if (first === FALSE) return FALSE
  if (first === TRUE || first === second) return second
  if ((first ^ second) === 1) return FALSE
  // `recall` and `at`, written out: before V8 optimises, and a small proof is over by then, calls are what costs most.
  const { nodes, cache } = arena
  const slot =
    (Math.imul(Math.imul(first, HASH_FIRST) ^ Math.imul(second, HASH_SECOND), HASH_LAST) >>>
      arena.cacheShift) <<
    2
  if (cache[slot] === first && cache[slot + 1] === second && cache[slot + 2] === CACHE_AND)
    return cache[slot + 3] as number
  countStep(arena)
  const firstOffset = (first & ~1) << 1
  const secondOffset = (second & ~1) << 1
  const firstLevel = nodes[firstOffset] as number
  const secondLevel = nodes[secondOffset] as number
  const level = firstLevel < secondLevel ? firstLevel : secondLevel
  let firstLow = first
  let firstHigh = first
  if (firstLevel === level) {
    firstLow = (nodes[firstOffset + 1] as number) ^ (first & 1)
    firstHigh = (nodes[firstOffset + 2] as number) ^ (first & 1)
  }
  let secondLow = second
  let secondHigh = second
  if (secondLevel === level) {
    secondLow = (nodes[secondOffset + 1] as number) ^ (second & 1)
    secondHigh = (nodes[secondOffset + 2] as number) ^ (second & 1)
  }
  const low = conjoin(arena, firstLow, secondLow)
  const high = conjoin(arena, firstHigh, secondHigh)
  return remember(arena, first, second, CACHE_AND, makeNode(arena, level, low, high))
}
