import { assert } from '../../assert.ts'
import type { Arena, Diagram, Variable } from './arena.ts'
import { FALSE, TRUE } from './arena.ts'
import { makeNode } from './node.ts'

/** A variable and the value it must have. */
export interface Literal {
  readonly variable: Variable
  readonly value: boolean
}

/** The assignments in which the variable is 1. */
export const variable = (arena: Arena, which: Variable): Diagram => {
  assertVariable(arena, which)
  return makeNode(arena, which, FALSE, TRUE) as Diagram
}

/**
 * The assignments in which all literals hold: built from the last variable up, one node for each, with no operation.
 * No literals are no condition; a variable asked to be both 0 and 1 leaves the empty set.
 */
export const cube = (arena: Arena, literals: readonly Literal[]): Diagram => {
  const sorted = [...literals].sort((left, right) => right.variable - left.variable)
  let edge: number = TRUE
  let below: Literal | undefined
  for (const literal of sorted) {
    assertVariable(arena, literal.variable)
    if (below?.variable === literal.variable) {
      if (below.value !== literal.value) return FALSE
      continue
    }
    edge = makeLiteral(arena, literal.variable, literal.value, edge)
    below = literal
  }
  return edge as Diagram
}

/** The node that demands one literal and then what lies below it. */
export const makeLiteral = (arena: Arena, level: number, value: boolean, below: number): number =>
  value ? makeNode(arena, level, FALSE, below) : makeNode(arena, level, below, FALSE)

export const assertVariable = (arena: Arena, which: Variable): void =>
  assert(Number.isInteger(which) && which >= 0 && which < arena.variables, `no variable ${which}`)
