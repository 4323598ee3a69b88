import type { Arena, Assignment, Diagram } from '../../../src/verifier/diagram/index.ts'
import {
  createArena,
  EITHER,
  evaluate,
  FALSE,
  ite,
  TRUE,
  variable,
} from '../../../src/verifier/diagram/index.ts'

/**
 * The second opinion: a set as the explicit list of its members, one bit for each assignment there is. Bit `a` says
 * whether assignment number `a` is in; variable `v` is 1 in the assignments whose number has bit `v`.
 */
export type Table = bigint

/** An arena that starts with room for two nodes, so that tables double and cached results collide all the time. */
export const crampedArena = (variables: number): Arena =>
  createArena({ variables, initialNodes: 2 })

export const assignmentOf = (variables: number, number: number): Assignment =>
  Uint8Array.from({ length: variables }, (_, each) => (number >> each) & 1)

export const fullTable = (variables: number): Table => (1n << BigInt(2 ** variables)) - 1n

/** The table of whatever is said of each assignment. */
export const tableWhere = (
  variables: number,
  isMember: (assignment: Assignment, number: number) => boolean,
): Table => {
  let table = 0n
  for (let number = 0; number < 2 ** variables; number += 1)
    if (isMember(assignmentOf(variables, number), number)) table |= 1n << BigInt(number)
  return table
}

export const isIn = (table: Table, number: number): boolean =>
  ((table >> BigInt(number)) & 1n) === 1n

/** The table of a diagram, one evaluation for each assignment. */
export const tableOf = (arena: Arena, set: Diagram): Table =>
  tableWhere(arena.variables, (assignment) => evaluate(arena, set, assignment))

/** The diagram of a table, by the Shannon expansion from the first variable. */
export const diagramOf = (arena: Arena, table: Table): Diagram => {
  const expand = (level: number, fixed: number): Diagram => {
    if (level === arena.variables) return isIn(table, fixed) ? TRUE : FALSE
    const low = expand(level + 1, fixed)
    const high = expand(level + 1, fixed | (1 << level))
    return ite(arena, variable(arena, level), high, low)
  }
  return expand(0, 0)
}

/** Assignments of a cube, counted by what it leaves open. */
export const cubeTable = (variables: number, cube: Uint8Array): Table =>
  tableWhere(variables, (assignment) =>
    cube.every((value, each) => value === EITHER || value === assignment[each]),
  )

/** The number of assignment `number` with one variable set. */
export const withVariable = (number: number, which: number, value: boolean): number =>
  value ? number | (1 << which) : number & ~(1 << which)

/** Where `variables` have been forgotten: in, if the set holds for some of their values. */
export const existsTable = (count: number, table: Table, variables: readonly number[]): Table =>
  variables.reduce(
    (left, which) =>
      tableWhere(
        count,
        (_, number) =>
          isIn(left, withVariable(number, which, false)) ||
          isIn(left, withVariable(number, which, true)),
      ),
    table,
  )

export const complementTable = (variables: number, table: Table): Table =>
  table ^ fullTable(variables)

/** All functions of so few variables that they can all be had: their tables are 0, 1, 2, ... */
export const allTables = (variables: number): readonly Table[] =>
  Array.from({ length: 2 ** (2 ** variables) }, (_, table) => BigInt(table))

export const subsetsOf = (variables: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** variables }, (_, members) =>
    Array.from({ length: variables }, (__, each) => each).filter((each) => (members >> each) & 1),
  )
