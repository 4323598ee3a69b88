import { assert } from '../../assert.ts'
import type { Arena, Diagram } from './arena.ts'
import { FALSE } from './arena.ts'
import type { Field } from './field.ts'
import { assertField, bitsOf } from './field.ts'
import { makeNode } from './node.ts'

/** The numbers from the first to the last, both included. */
export type FieldInterval = readonly [first: bigint, last: bigint]

/** The assignments in which the field is between the two numbers, both included. */
export const inRange = (arena: Arena, field: Field, first: bigint, last: bigint): Diagram =>
  inIntervals(arena, field, [[first, last]])

/**
 * The assignments in which the field is in one of the intervals, which may be in any order and overlap.
 * Built from the last bit up without an operation: the work is at most the bits of all boundaries together.
 */
export const inIntervals = (
  arena: Arena,
  field: Field,
  intervals: readonly FieldInterval[],
): Diagram => {
  assertField(arena, field)
  const boundaries = boundariesOf(field, intervals)
  return build(arena, field, boundaries, 0, 0, boundaries.length, FALSE) as Diagram
}

/**
 * The numbers at which membership changes, in order, as bits: the first of each interval and the one after its last.
 * Nothing changes after the greatest number of the field, so that one is left out.
 */
const boundariesOf = (field: Field, intervals: readonly FieldInterval[]): readonly Uint8Array[] => {
  const size = 1n << BigInt(field.length)
  const boundaries: Uint8Array[] = []
  for (const [first, last] of intervals)
    assert(first >= 0n && first <= last && last < size, `no interval: ${first} to ${last}`)
  for (const [first, last] of merged(intervals)) {
    boundaries.push(bitsOf(field, first))
    if (last + 1n < size) boundaries.push(bitsOf(field, last + 1n))
  }
  return boundaries
}

/** The same numbers in intervals that are in order and neither overlap nor touch. */
const merged = (intervals: readonly FieldInterval[]): readonly FieldInterval[] => {
  if (intervals.length < 2) return intervals
  const sorted = [...intervals].sort(([left], [right]) =>
    left < right ? -1 : left > right ? 1 : 0,
  )
  const result: [bigint, bigint][] = []
  for (const [first, last] of sorted) {
    const before = result.at(-1)
    if (!before || first > before[1] + 1n) result.push([first, last])
    else if (last > before[1]) before[1] = last
  }
  return result
}

/**
 * The part of the set within one block of numbers: those that agree with `boundaries[start]` in the bits before
 * `index`. The boundaries from `start` to `end` are the ones in this block, and `inside` says (`TRUE` or `FALSE`)
 * whether the numbers before the first of them are members. A block without boundaries is all in or all out.
 */
const build = (
  arena: Arena,
  field: Field,
  boundaries: readonly Uint8Array[],
  index: number,
  start: number,
  end: number,
  inside: number,
): number => {
  if (start === end) return inside
  // A boundary that is the very first number of the block: all bits left are 0, and nothing comes before it.
  if (index === field.length) return inside ^ 1
  let middle = start
  while (middle < end && boundaries[middle]?.[index] === 0) middle += 1
  const insideHigh = inside ^ ((middle - start) & 1)
  const low = build(arena, field, boundaries, index + 1, start, middle, inside)
  const high = build(arena, field, boundaries, index + 1, middle, end, insideHigh)
  return makeNode(arena, field[index] ?? 0, low, high)
}
