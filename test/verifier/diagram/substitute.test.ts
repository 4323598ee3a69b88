/**
 * Goal: renaming, composition and restriction do what they do to explicit sets, all replacements at once.
 * Method: all functions of three variables; all 27 renamings among them (exchanges and merges too); every function in
 * place of every variable; all 27 cubes of literals. Then a renaming that keeps the order, which must be linear.
 */
import { describe, expect, test } from 'vitest'
import type { Diagram, Literal } from '../../../src/verifier/diagram/index.ts'
import {
  compose,
  createArena,
  equalTo,
  FALSE,
  inRange,
  rename,
  restrict,
  TRUE,
} from '../../../src/verifier/diagram/index.ts'
import { allTables, crampedArena, diagramOf, isIn, tableWhere, withVariable } from './universe.ts'

const VARIABLES = 3
const tables = allTables(VARIABLES)
const arena = crampedArena(VARIABLES)
const sets = tables.map((table) => diagramOf(arena, table))
const setOf = (table: bigint): Diagram => sets[Number(table)] ?? FALSE

/** Every way to give each of the three variables one of three things. */
const triples = Array.from({ length: 27 }, (_, code) => [
  code % 3,
  Math.floor(code / 3) % 3,
  Math.floor(code / 9),
])

describe('all functions of three variables', () => {
  test.each(triples.map((names) => [names]))('renamed 0, 1, 2 to %j', (names) => {
    const pairs = names.map((to, from) => [from, to] as const)
    for (const table of tables) {
      const wanted = tableWhere(VARIABLES, (assignment) =>
        isIn(
          table,
          names.reduce((number, to, from) => number | ((assignment[to] ?? 0) << from), 0),
        ),
      )
      expect(rename(arena, setOf(table), pairs)).toBe(setOf(wanted))
    }
  })

  test.each([[0], [1], [2]])('composed with every function at variable %i', (which) => {
    for (const table of tables)
      for (const inner of tables) {
        const wanted = tableWhere(VARIABLES, (_, number) =>
          isIn(table, withVariable(number, which, isIn(inner, number))),
        )
        if (compose(arena, setOf(table), [[which, setOf(inner)]]) !== setOf(wanted))
          expect.fail(`${table} with ${inner}`)
      }
  })

  test('composed at all three variables at once', () => {
    const inner = [0b1001_0110n, 0b1110_1000n, 0b0000_1111n]
    const replacements = inner.map((table, which) => [which, setOf(table)] as const)
    for (const table of tables) {
      const wanted = tableWhere(VARIABLES, (_, number) =>
        isIn(
          table,
          inner.reduce((sum, each, which) => sum | (isIn(each, number) ? 1 << which : 0), 0),
        ),
      )
      expect(compose(arena, setOf(table), replacements)).toBe(setOf(wanted))
    }
  })

  test.each(triples.map((values) => [values]))('restricted to %j, where 2 is either', (values) => {
    const literals = values.flatMap((value, which): Literal[] =>
      value === 2 ? [] : [{ variable: which, value: value === 1 }],
    )
    for (const table of tables) {
      const wanted = tableWhere(VARIABLES, (_, number) =>
        isIn(
          table,
          literals.reduce((left, each) => withVariable(left, each.variable, each.value), number),
        ),
      )
      expect(restrict(arena, setOf(table), literals)).toBe(setOf(wanted))
    }
  })
})

test('a variable replaced twice is a bug of the caller', () => {
  expect(() =>
    compose(arena, setOf(6n), [
      [0, TRUE],
      [0, FALSE],
    ]),
  ).toThrow('replaced twice')
})

test('renaming that keeps the order takes one step a node', () => {
  const from = Array.from({ length: 32 }, (_, bit) => 2 * bit)
  const to = from.map((variable) => variable + 1)
  const wide = createArena({ variables: 64 })
  const range = inRange(wide, from, 167_772_161n, 4_026_531_839n)
  const before = wide.steps
  const moved = rename(
    wide,
    range,
    from.map((variable, bit) => [variable, to[bit] ?? 0] as const),
  )
  expect(moved).toBe(inRange(wide, to, 167_772_161n, 4_026_531_839n))
  expect(wide.steps - before).toBeLessThanOrEqual(64)
  expect(equalTo(wide, to, 5n)).not.toBe(equalTo(wide, from, 5n))
})

test('renamings past the number that is remembered are still right', () => {
  const wide = crampedArena(64)
  const one = equalTo(wide, [0], 1n)
  for (let round = 0; round < 3; round += 1)
    for (let to = 1; to < 64; to += 1)
      for (let from = 0; from < to; from += 1)
        expect(rename(wide, equalTo(wide, [from], 1n), [[from, to]])).toBe(equalTo(wide, [to], 1n))
  expect(one).toBe(equalTo(wide, [0], 1n))
})
