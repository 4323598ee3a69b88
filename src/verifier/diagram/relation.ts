import { assert } from '../../assert.ts'
import type { Arena, Diagram } from './arena.ts'
import { FALSE, TRUE } from './arena.ts'
import { variable } from './cube.ts'
import type { Field } from './field.ts'
import { assertField } from './field.ts'
import { andAll } from './fold.ts'
import { makeNode } from './node.ts'
import { equivalence } from './xor.ts'

/**
 * The assignments in which two fields of the same width have the same value. Where their bits take turns in the order
 * it is three nodes a bit, built without an operation; where one field comes after the other it is exponential in the
 * width, and the limit of nodes is what ends it.
 */
export const fieldsEqual = (arena: Arena, left: Field, right: Field): Diagram => {
  assert(left.length === right.length, 'fields of one width')
  assertField(arena, left)
  assertField(arena, right)
  const pairs = left.map((each, index): Pair => [each, right[index] ?? 0])
  if (!takeTurns(pairs))
    return andAll(
      arena,
      pairs.map(([one, other]) => equivalence(arena, variable(arena, one), variable(arena, other))),
    )
  return pairs.reduceRight<number>((below, [one, other]) => {
    if (one === other) return below
    const first = Math.min(one, other)
    const second = Math.max(one, other)
    const whenZero = makeNode(arena, second, below, FALSE)
    const whenOne = makeNode(arena, second, FALSE, below)
    return makeNode(arena, first, whenZero, whenOne)
  }, TRUE) as Diagram
}

type Pair = readonly [number, number]

/** Whether each pair lies wholly above the next. */
const takeTurns = (pairs: readonly Pair[]): boolean =>
  pairs.every((pair, index) => {
    const next = pairs[index + 1]
    return next === undefined || Math.max(...pair) < Math.min(...next)
  })
