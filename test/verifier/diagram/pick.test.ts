/**
 * Goal: counting, picking and listing what is in a set agree with the explicit set.
 * Method: all functions of three variables by their members; preferences and limits by small sets made by hand.
 */
import { describe, expect, test } from 'vitest'
import type { Diagram } from '../../../src/verifier/diagram/index.ts'
import {
  cube,
  cubes,
  equalTo,
  evaluate,
  exists,
  FALSE,
  fieldValue,
  inRange,
  nodeCount,
  not,
  or,
  pickOne,
  satCount,
  TRUE,
  variable,
} from '../../../src/verifier/diagram/index.ts'
import {
  allTables,
  assignmentOf,
  crampedArena,
  cubeTable,
  diagramOf,
  isIn,
  subsetsOf,
} from './universe.ts'

const VARIABLES = 3
const tables = allTables(VARIABLES)
const arena = crampedArena(VARIABLES)
const sets = tables.map((table) => diagramOf(arena, table))
const numbers = [...Array(2 ** VARIABLES).keys()]

describe('all functions of three variables', () => {
  test('satCount is the number of members', () => {
    const members = tables.map((table) =>
      BigInt(numbers.filter((number) => isIn(table, number)).length),
    )
    expect(sets.map((set) => satCount(arena, set))).toEqual(members)
  })

  test('satCount of some variables is the number of members that differ in those', () => {
    for (const variables of subsetsOf(VARIABLES)) {
      const others = [0, 1, 2].filter((each) => !variables.includes(each))
      for (const set of sets) {
        const left = exists(arena, set, others)
        expect(satCount(arena, left, variables)).toBe(
          satCount(arena, left) >> BigInt(others.length),
        )
      }
    }
  })

  test('pickOne gives the member that comes first where the first variable weighs most, or none of none', () => {
    const inOrder = numbers
      .map((number) => ({ number, bits: assignmentOf(VARIABLES, number) }))
      .sort((left, right) => left.bits.join().localeCompare(right.bits.join()))
    for (const [table, set] of sets.entries()) {
      const wanted = inOrder.find(({ number }) => isIn(BigInt(table), number))
      expect(pickOne(arena, set)).toEqual(wanted?.bits)
    }
  })

  test('cubes are the set, and have nothing in common', () => {
    for (const [table, set] of sets.entries()) {
      const found = cubes(arena, set, 8)
      expect(found.isComplete).toBe(true)
      const parts = found.cubes.map((each) => cubeTable(VARIABLES, each))
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(BigInt(table))
      expect(parts.reduce((union, part) => union | part, 0n)).toBe(BigInt(table))
    }
  })

  test('a limit of cubes is kept, and what is left out is said', () => {
    for (const set of sets) {
      const all = cubes(arena, set, 8).cubes
      for (let limit = 0; limit <= all.length; limit += 1) {
        const found = cubes(arena, set, limit)
        expect(found.cubes).toEqual(all.slice(0, limit))
        expect(found.isComplete).toBe(limit === all.length)
      }
    }
  })

  test('nodeCount is the number of different functions, up to complement, that are left on the way down', () => {
    const halves = (table: bigint, level: number): readonly bigint[] => {
      const part = (value: 0 | 1): bigint =>
        numbers.reduce((sum, number) => {
          const from = value === 1 ? number | (1 << level) : number & ~(1 << level)
          return isIn(table, from) ? sum | (1n << BigInt(number)) : sum
        }, 0n)
      return [part(0), part(1)]
    }
    for (const table of tables) {
      const nodes = new Set<string>()
      const visit = (each: bigint, level: number): void => {
        if (level === VARIABLES) return
        const [low = 0n, high = 0n] = halves(each, level)
        if (low !== high) nodes.add(`${each < 128n ? each : 255n - each}`)
        visit(low, level + 1)
        visit(high, level + 1)
      }
      visit(table, 0)
      expect(nodeCount(arena, sets[Number(table)] ?? FALSE)).toBe(nodes.size)
    }
  })
})

describe('cube', () => {
  const literal = (which: number, value: boolean) => ({ variable: which, value })

  test('takes literals in any order, and twice', () => {
    const given = cube(arena, [literal(2, false), literal(0, true), literal(2, false)])
    expect(given).toBe(sets[0b0000_1010])
    expect(cube(arena, [])).toBe(TRUE)
  })

  test('that contradicts itself is empty', () => {
    expect(cube(arena, [literal(1, true), literal(0, true), literal(1, false)])).toBe(FALSE)
  })

  test('evaluates as its literals say', () => {
    const set = cube(arena, [literal(0, true), literal(1, false)])
    expect(numbers.filter((each) => evaluate(arena, set, assignmentOf(VARIABLES, each)))).toEqual([
      1, 5,
    ])
  })
})

describe('preferences', () => {
  const wide = crampedArena(16)
  const source = [0, 1, 2, 3, 4, 5, 6, 7]
  const port = [8, 9, 10, 11, 12, 13, 14, 15]
  const pickedFrom = (set: Diagram, preferences: readonly Diagram[]) => {
    const picked = pickOne(wide, set, preferences)
    return picked && [fieldValue(picked, source), fieldValue(picked, port)]
  }
  const set = or(wide, cube(wide, [{ variable: 0, value: true }]), inRange(wide, port, 100n, 110n))

  test('are kept in order, and one that cannot be had is passed over', () => {
    const source10 = equalTo(wide, source, 10n)
    const port80 = equalTo(wide, port, 80n)
    expect(pickedFrom(set, [])).toEqual([0n, 100n])
    expect(pickedFrom(set, [source10, port80])).toEqual([10n, 100n])
    expect(pickedFrom(set, [port80, source10])).toEqual([128n, 80n])
    expect(pickedFrom(set, [FALSE, port80, FALSE])).toEqual([128n, 80n])
  })

  test('do not make a member of what is none', () => {
    expect(pickedFrom(FALSE, [TRUE])).toBeUndefined()
    expect(pickedFrom(not(set), [equalTo(wide, port, 105n)])).toEqual([0n, 0n])
  })
})

test('counting what the set does not depend on alone is a bug of the caller', () => {
  expect(() => satCount(arena, variable(arena, 1), [0, 2])).toThrow('depends on variable 1')
})

test('counts stay exact past the numbers that a double holds', () => {
  const wide = crampedArena(128)
  expect(satCount(wide, not(cube(wide, wideLiterals)))).toBe(2n ** 128n - 1n)
})

const wideLiterals = Array.from({ length: 128 }, (_, which) => ({
  variable: which,
  value: which % 3 === 0,
}))
