import type { Arena, Diagram } from './arena.ts'
import { at, FALSE, offsetOf } from './arena.ts'
import { CACHE_XOR, countStep, recall, remember, UNKNOWN } from './cache.ts'
import { makeNode } from './node.ts'

/** The assignments in exactly one of the two. */
export const xor = (arena: Arena, left: Diagram, right: Diagram): Diagram =>
  differ(arena, left, right) as Diagram

/** The assignments in both or in neither. */
export const equivalence = (arena: Arena, left: Diagram, right: Diagram): Diagram =>
  (differ(arena, left, right) ^ 1) as Diagram

/** `xor` on bare edges. Complements move out to the result, so that four questions share one entry. */
export const differ = (arena: Arena, left: number, right: number): number => {
  const complement = (left ^ right) & 1
  const regularLeft = left & ~1
  const regularRight = right & ~1
  const isSorted = regularLeft < regularRight
  const first = isSorted ? regularLeft : regularRight
  const second = isSorted ? regularRight : regularLeft
  if (first === FALSE) return second ^ complement
  if (first === second) return complement
  const remembered = recall(arena, first, second, CACHE_XOR)
  if (remembered !== UNKNOWN) return remembered ^ complement
  countStep(arena)
  const { nodes } = arena
  const firstOffset = offsetOf(first)
  const secondOffset = offsetOf(second)
  const firstLevel = at(nodes, firstOffset)
  const secondLevel = at(nodes, secondOffset)
  const level = Math.min(firstLevel, secondLevel)
  const firstLow = firstLevel === level ? at(nodes, firstOffset + 1) : first
  const firstHigh = firstLevel === level ? at(nodes, firstOffset + 2) : first
  const secondLow = secondLevel === level ? at(nodes, secondOffset + 1) : second
  const secondHigh = secondLevel === level ? at(nodes, secondOffset + 2) : second
  const low = differ(arena, firstLow, secondLow)
  const high = differ(arena, firstHigh, secondHigh)
  return remember(arena, first, second, CACHE_XOR, makeNode(arena, level, low, high)) ^ complement
}
