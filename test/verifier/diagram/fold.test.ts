/**
 * Goal: folding many sets is folding them two at a time, and stays cheap where sets part early and where they overlap.
 * Method: all sets of up to four functions of two variables; host addresses; parities, which overlap everywhere.
 */
import { describe, expect, test } from 'vitest'
import type { Diagram } from '../../../src/verifier/diagram/index.ts'
import {
  and,
  andAll,
  createArena,
  equalTo,
  FALSE,
  not,
  or,
  orAll,
  TRUE,
  variable,
  xor,
} from '../../../src/verifier/diagram/index.ts'
import { allTables, crampedArena, diagramOf } from './universe.ts'

describe('up to four functions of two variables', () => {
  const arena = crampedArena(2)
  const sets = allTables(2).map((table) => diagramOf(arena, table))

  test('orAll and andAll are or and and', () => {
    for (let code = 0; code < 16 ** 4; code += 1) {
      const tables = [code & 15, (code >> 4) & 15, (code >> 8) & 15, code >> 12]
      const chosen = tables.map((table) => sets[table] ?? FALSE)
      const union = tables.reduce((left, right) => left | right)
      const meet = tables.reduce((left, right) => left & right)
      if (orAll(arena, chosen) !== sets[union]) expect.fail(`union of ${tables}`)
      if (andAll(arena, chosen) !== sets[meet]) expect.fail(`intersection of ${tables}`)
    }
  })

  test('of none, one and two', () => {
    expect(orAll(arena, [])).toBe(FALSE)
    expect(andAll(arena, [])).toBe(TRUE)
    for (const one of sets) {
      expect([orAll(arena, [one]), andAll(arena, [one])]).toEqual([one, one])
      for (const other of sets)
        expect([orAll(arena, [one, other]), andAll(arena, [one, other])]).toEqual([
          or(arena, one, other),
          and(arena, one, other),
        ])
    }
  })
})

test('five hundred addresses are united in about as many steps as they have nodes apart', () => {
  const arena = createArena({ variables: 32 })
  const bits = Array.from({ length: 32 }, (_, bit) => bit)
  const hosts = Array.from({ length: 500 }, (_, index) =>
    equalTo(arena, bits, BigInt(Math.imul(index, 0x9e37_79b1) >>> 0)),
  )
  const before = arena.steps
  const union = orAll(arena, hosts)
  expect(arena.steps - before).toBeLessThan(1000)
  expect(union).toBe(hosts.reduce((left, right) => or(arena, left, right), FALSE as Diagram))
})

test('sets that overlap everywhere do not double the work at each variable', () => {
  const arena = createArena({ variables: 60 })
  const parity = (step: number): Diagram =>
    Array.from({ length: 60 }, (_, which) => which)
      .filter((which) => which % step !== 0)
      .reduce<Diagram>((sum, which) => xor(arena, sum, variable(arena, which)), FALSE)
  const sets = [2, 3, 5, 7, 11].map(parity)
  const before = arena.steps
  const union = orAll(arena, sets)
  expect(arena.steps - before).toBeLessThan(10_000)
  expect(union).toBe(sets.reduce((left, right) => or(arena, left, right)))
  expect(andAll(arena, sets.map(not))).toBe(not(union))
})
