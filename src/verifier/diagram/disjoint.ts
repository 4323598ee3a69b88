import type { Arena, Diagram } from './arena.ts'
import { at, FALSE, offsetOf, TRUE } from './arena.ts'
import { CACHE_AND, CACHE_DISJOINT, countStep, recall, remember, UNKNOWN } from './cache.ts'
import { highAt, lowAt } from './cofactor.ts'

/** Whether no assignment is in both. Stops at the first that is, and makes no nodes. */
export const isDisjoint = (arena: Arena, left: Diagram, right: Diagram): boolean =>
  apart(arena, left, right)

/** Whether all of `part` is in `whole`. Stops at the first assignment that is not, and makes no nodes. */
export const isSubset = (arena: Arena, part: Diagram, whole: Diagram): boolean =>
  apart(arena, part, whole ^ 1)

const apart = (arena: Arena, left: number, right: number): boolean => {
  const isSorted = left < right
  const first = isSorted ? left : right
  const second = isSorted ? right : left
  if (first === FALSE || (first ^ second) === 1) return true
  if (first === TRUE || first === second) return false
  // Two sets that are not constants and both true, or both false, of the all-zero assignment: true is an answer.
  if ((first & second & 1) === 1) return false
  const intersection = recall(arena, first, second, CACHE_AND)
  if (intersection !== UNKNOWN) return intersection === FALSE
  const remembered = recall(arena, first, second, CACHE_DISJOINT)
  if (remembered !== UNKNOWN) return remembered === TRUE
  countStep(arena)
  const { nodes } = arena
  const level = Math.min(at(nodes, offsetOf(first)), at(nodes, offsetOf(second)))
  const isApart =
    apart(arena, lowAt(arena, first, level), lowAt(arena, second, level)) &&
    apart(arena, highAt(arena, first, level), highAt(arena, second, level))
  remember(arena, first, second, CACHE_DISJOINT, isApart ? TRUE : FALSE)
  return isApart
}
