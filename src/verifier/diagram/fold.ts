import { conjoin } from './and.ts'
import type { Arena, Diagram } from './arena.ts'
import { at, FALSE, offsetOf, TRUE } from './arena.ts'
import { countStep } from './cache.ts'
import { makeNode } from './node.ts'

/** The assignments in any of the sets; none for no sets. */
export const orAll = (arena: Arena, sets: readonly Diagram[]): Diagram =>
  unite(arena, sets) as Diagram

/** The assignments in all of the sets; all of them for no sets. */
export const andAll = (arena: Arena, sets: readonly Diagram[]): Diagram =>
  (unite(
    arena,
    sets.map((set) => set ^ 1),
  ) ^ 1) as Diagram

/** How often, for each operand, a set that does not test the topmost variable may be carried into both branches. */
const COPIES_PER_OPERAND = 4

/** How many copies are left before the fold goes on pair by pair. */
interface Budget {
  copies: number
}

const unite = (arena: Arena, sets: readonly number[]): number => {
  const operands = [...new Set(sets)].filter((set) => set !== FALSE)
  if (operands.includes(TRUE)) return TRUE
  return uniteMany(arena, operands, { copies: operands.length * COPIES_PER_OPERAND })
}

/**
 * Splits all operands by the topmost variable at once and unites each half, so that no union of *some* operands is
 * ever built. For sets that part ways early, as addresses do, the work is the size of the operands: 512 random
 * addresses are united about five times as fast as one after the other. Sets that overlap
 * would be copied into both halves again and again without a cache to notice; the budget bounds these copies, and
 * what is left when it is spent is united pair by pair, with the cache.
 */
const uniteMany = (arena: Arena, operands: readonly number[], budget: Budget): number => {
  if (operands.length <= 2) return uniteFew(operands, arena)
  countStep(arena)
  const { nodes } = arena
  const level = topLevel(nodes, operands)
  const lows: number[] = []
  const highs: number[] = []
  let isLowFull = false
  let isHighFull = false
  for (const operand of operands) {
    const offset = offsetOf(operand)
    const isTested = at(nodes, offset) === level
    const low = isTested ? at(nodes, offset + 1) ^ (operand & 1) : operand
    const high = isTested ? at(nodes, offset + 2) ^ (operand & 1) : operand
    if (low === TRUE) isLowFull = true
    else if (low !== FALSE) lows.push(low)
    if (high === TRUE) isHighFull = true
    else if (high !== FALSE) highs.push(high)
  }
  const copies = lows.length + highs.length - operands.length
  if (copies > 0) budget.copies -= copies
  if (budget.copies < 0) return uniteByPairs(arena, operands)
  const low = isLowFull ? TRUE : uniteMany(arena, lows, budget)
  const high = isHighFull ? TRUE : uniteMany(arena, highs, budget)
  return makeNode(arena, level, low, high)
}

const uniteFew = ([first = FALSE, second = FALSE]: readonly number[], arena: Arena): number =>
  conjoin(arena, first ^ 1, second ^ 1) ^ 1

const topLevel = (nodes: Int32Array, operands: readonly number[]): number => {
  let level = at(nodes, offsetOf(operands[0] ?? FALSE))
  for (const operand of operands) {
    const other = at(nodes, offsetOf(operand))
    if (other < level) level = other
  }
  return level
}

/** Unites neighbours, then the unions of neighbours, and so on: each operand takes part in few and small unions. */
const uniteByPairs = (arena: Arena, operands: readonly number[]): number => {
  if (operands.length <= 2) return uniteFew(operands, arena)
  const half = operands.length >> 1
  const left = uniteByPairs(arena, operands.slice(0, half))
  const right = uniteByPairs(arena, operands.slice(half))
  return conjoin(arena, left ^ 1, right ^ 1) ^ 1
}
