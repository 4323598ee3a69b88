/**
 * Goal: forgetting variables, and meeting and forgetting in one, do what they do to explicit sets.
 * Method: all functions of three variables, all sets of variables to forget, all pairs for the relational product.
 */
import { describe, expect, test } from 'vitest'
import {
  andExists,
  exists,
  forall,
  not,
  support,
  variable,
} from '../../../src/verifier/diagram/index.ts'
import {
  allTables,
  complementTable,
  crampedArena,
  diagramOf,
  existsTable,
  isIn,
  subsetsOf,
  withVariable,
} from './universe.ts'

const VARIABLES = 3
const tables = allTables(VARIABLES)
const arena = crampedArena(VARIABLES)
const sets = tables.map((table) => diagramOf(arena, table))
const subsets = subsetsOf(VARIABLES)

describe('all functions of three variables', () => {
  test.each(subsets.map((variables) => [variables]))('exists %j', (variables) => {
    const wanted = tables.map((table) => sets[Number(existsTable(VARIABLES, table, variables))])
    expect(sets.map((set) => exists(arena, set, variables))).toEqual(wanted)
  })

  test.each(subsets.map((variables) => [variables]))('forall %j', (variables) => {
    const wanted = tables.map((table) => {
      const negated = complementTable(VARIABLES, table)
      return sets[Number(complementTable(VARIABLES, existsTable(VARIABLES, negated, variables)))]
    })
    expect(sets.map((set) => forall(arena, set, variables))).toEqual(wanted)
  })

  test.each(subsets.map((variables) => [variables]))('andExists %j, all pairs', (variables) => {
    const forgotten = tables.map((table) => existsTable(VARIABLES, table, variables))
    for (const [one, left] of sets.entries())
      for (const [other, right] of sets.entries())
        if (andExists(arena, left, right, variables) !== sets[Number(forgotten[one & other])])
          expect.fail(`${one}, ${other}`)
  })

  test('support names the variables that make a difference, and no other', () => {
    for (const [index, set] of sets.entries()) {
      const table = BigInt(index)
      const wanted = [0, 1, 2].filter((which) =>
        [...Array(8).keys()].some(
          (number) =>
            isIn(table, withVariable(number, which, false)) !==
            isIn(table, withVariable(number, which, true)),
        ),
      )
      expect(support(arena, set)).toEqual(wanted)
      expect(support(arena, not(set))).toEqual(wanted)
    }
  })
})

test('a variable outside the arena is a bug of the caller', () => {
  expect(() => exists(arena, variable(arena, 0), [3])).toThrow('bug: no variable 3')
  expect(() => variable(arena, -1)).toThrow('bug: no variable -1')
})
