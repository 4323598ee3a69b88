import { assert } from '../../assert.ts'
import type { Arena, Diagram } from './arena.ts'
import { at, FALSE, LEAF_LEVEL, offsetOf, TRUE } from './arena.ts'
import { highAt, lowAt } from './cofactor.ts'
import type { Field } from './field.ts'
import { assertField } from './field.ts'
import { support } from './inspect.ts'
import type { FieldInterval } from './interval.ts'
import { exists } from './quantify.ts'

/** Values in order, in intervals that neither overlap nor touch; `isComplete` iff these are all. */
export interface FieldValues {
  readonly intervals: readonly FieldInterval[]
  readonly isComplete: boolean
}

/** The values that a field takes in a set, the least first, in no more than `limit` intervals. */
export const valuesOf = (arena: Arena, set: Diagram, field: Field, limit: number): FieldValues => {
  assert(limit >= 0, 'a limit of intervals below zero')
  assertField(arena, field)
  const bits = new Set(field)
  const others = support(arena, set).filter((variable) => !bits.has(variable))
  const found: [bigint, bigint][] = []
  const isComplete = walk(arena, exists(arena, set, others), field, 0, 0n, (first, last) => {
    const before = found.at(-1)
    if (before && before[1] + 1n === first) before[1] = last
    else if (found.length >= limit) return false
    else found.push([first, last])
    return true
  })
  return { intervals: found, isComplete }
}

/** Tells `take` each block of values, in order, until it wants no more; answers whether it took all. */
const walk = (
  arena: Arena,
  edge: number,
  field: Field,
  index: number,
  value: bigint,
  take: (first: bigint, last: bigint) => boolean,
): boolean => {
  if (edge === FALSE) return true
  const rest = BigInt(field.length - index)
  if (edge === TRUE) return take(value << rest, ((value + 1n) << rest) - 1n)
  const level = field[index] ?? LEAF_LEVEL
  assert(level <= at(arena.nodes, offsetOf(edge)), 'a set of one field tests no other variable')
  return (
    walk(arena, lowAt(arena, edge, level), field, index + 1, value << 1n, take) &&
    walk(arena, highAt(arena, edge, level), field, index + 1, (value << 1n) | 1n, take)
  )
}
