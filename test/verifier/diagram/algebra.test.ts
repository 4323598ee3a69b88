/**
 * Goal: each operation does to diagrams what it does to explicit sets, and equal sets are one diagram.
 * Method: all 256 functions of three variables and all 65,536 pairs of them, in an arena that starts with two nodes;
 * a choice between two of them by all functions of two variables among three.
 */
import { describe, expect, test } from 'vitest'
import type { Arena, Diagram } from '../../../src/verifier/diagram/index.ts'
import {
  and,
  difference,
  equivalence,
  FALSE,
  implies,
  isDisjoint,
  isSubset,
  ite,
  not,
  or,
  TRUE,
  xor,
} from '../../../src/verifier/diagram/index.ts'
import type { Table } from './universe.ts'
import {
  allTables,
  complementTable,
  crampedArena,
  diagramOf,
  fullTable,
  tableOf,
} from './universe.ts'

const VARIABLES = 3
const FULL = fullTable(VARIABLES)
const tables = allTables(VARIABLES)

/** The diagrams of all functions, by table; each was made by operations and looked at bit by bit. */
const everyFunction = (): { readonly arena: Arena; readonly sets: readonly Diagram[] } => {
  const arena = crampedArena(VARIABLES)
  return { arena, sets: tables.map((table) => diagramOf(arena, table)) }
}

/** What a table operation says, as the diagram that must come out: canonical, so the very same number. */
const expectPairs = (
  operation: (arena: Arena, left: Diagram, right: Diagram) => Diagram,
  wanted: (left: Table, right: Table) => Table,
): void => {
  const { arena, sets } = everyFunction()
  const wrong = sets.flatMap((left, one) =>
    sets.flatMap((right, other) => {
      const table = Number(wanted(BigInt(one), BigInt(other)))
      return operation(arena, left, right) === sets[table] ? [] : [`${one}, ${other}`]
    }),
  )
  expect(wrong).toEqual([])
}

describe('all functions of three variables', () => {
  test('mean what their tables say, and are 256 different diagrams', () => {
    const { arena, sets } = everyFunction()
    expect(sets.map((set) => tableOf(arena, set))).toEqual(tables)
    expect(new Set(sets).size).toBe(tables.length)
    expect(sets[0]).toBe(FALSE)
    expect(sets.at(-1)).toBe(TRUE)
  })

  test('take as few nodes as there are functions that differ by more than complement', () => {
    const { arena } = everyFunction()
    // Half of 256, for a function and its complement share a node; the constants' node is the leaf.
    expect(arena.count).toBe(128)
  })

  test('not', () => {
    const { sets } = everyFunction()
    for (const [table, set] of sets.entries())
      expect(not(set)).toBe(sets[Number(complementTable(VARIABLES, BigInt(table)))])
  })

  test('and', () => expectPairs(and, (left, right) => left & right))
  test('or', () => expectPairs(or, (left, right) => left | right))
  test('xor', () => expectPairs(xor, (left, right) => left ^ right))
  test('equivalence', () => expectPairs(equivalence, (left, right) => left ^ right ^ FULL))
  test('difference', () => expectPairs(difference, (left, right) => left & (right ^ FULL)))
  test('implies', () => expectPairs(implies, (left, right) => (left ^ FULL) | right))

  test.each([
    ['fresh', false],
    ['with the intersections in the cache', true],
  ])('disjoint and subset, %s', (_, isWarm) => {
    const { arena, sets } = everyFunction()
    const nodes = arena.count
    for (const [one, left] of sets.entries())
      for (const [other, right] of sets.entries()) {
        if (isWarm) and(arena, left, right)
        if (isDisjoint(arena, left, right) !== ((one & other) === 0))
          expect.fail(`disjoint ${one}, ${other}`)
        if (isSubset(arena, left, right) !== ((one & other) === one))
          expect.fail(`subset ${one}, ${other}`)
      }
    expect(arena.count).toBe(nodes)
  })

  test('ite, for every fifth condition, premise and alternative, which together meet every terminal case', () => {
    const { arena, sets } = everyFunction()
    const pick = (start: number): readonly number[] =>
      [...sets.keys()].filter((table) => table % 5 === start || table === 0 || table === 255)
    for (const one of pick(0))
      for (const two of pick(1))
        for (const three of pick(2)) {
          const wanted = (one & two) | (~one & three & 255)
          const [condition = FALSE, premise = FALSE, other = FALSE] = [one, two, three].map(
            (table) => sets[table] ?? FALSE,
          )
          if (ite(arena, condition, premise, other) !== sets[wanted])
            expect.fail(`ite ${one}, ${two}, ${three}`)
        }
  })

  test('ite where two of the three are equal or complements', () => {
    const { arena, sets } = everyFunction()
    for (const [one, left] of sets.entries())
      for (const [other, right] of sets.entries()) {
        const negated = ~one & 255
        const cases: readonly (readonly [Diagram, number])[] = [
          [ite(arena, left, left, right), one | (negated & other)],
          [ite(arena, left, not(left), right), negated & other],
          [ite(arena, left, right, left), one & other],
          [ite(arena, left, right, not(left)), (one & other) | negated],
          [ite(arena, left, right, not(right)), (one & other) | (negated & ~other & 255)],
          [ite(arena, left, right, right), other],
        ]
        for (const [set, wanted] of cases)
          if (set !== sets[wanted]) expect.fail(`ite of ${one}, ${other}`)
      }
  })
})
