/**
 * Goal: sets of numbers hold of a number iff arithmetic says so, at any width up to 128 bits.
 * Method: random fields whose variables are scattered over an arena, and numbers near the edges of what was asked.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagram, Field } from '../../src/verifier/diagram/index.ts'
import {
  assign,
  createArena,
  equalTo,
  evaluate,
  FALSE,
  inIntervals,
  inPrefix,
  inRange,
  isSubset,
  masked,
  not,
  orAll,
  rename,
  satCount,
  valuesOf,
} from '../../src/verifier/diagram/index.ts'

const VARIABLES = 256
const MARGIN = 2n

/** A field of some of the variables, and some numbers that fit in it, small, large and random. */
const numbers = fc.integer({ min: 1, max: 128 }).chain((width) =>
  fc.record({
    field: fc
      .uniqueArray(fc.nat({ max: VARIABLES - 1 }), { minLength: width, maxLength: width })
      .map((variables): Field => variables.sort((left, right) => left - right)),
    values: fc.array(fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n }), {
      minLength: 2,
      maxLength: 10,
    }),
  }),
)

const assignmentWith = (field: Field, value: bigint): Uint8Array => {
  const assignment = new Uint8Array(VARIABLES)
  field.forEach((variable, index) => {
    assignment[variable] = Number((value >> BigInt(field.length - 1 - index)) & 1n)
  })
  return assignment
}

/** The set holds of exactly those numbers near `values` of which `isMember` does. */
const expectMembers = (
  arena: ReturnType<typeof createArena>,
  set: Diagram,
  { field, values }: { readonly field: Field; readonly values: readonly bigint[] },
  isMember: (value: bigint) => boolean,
): void => {
  const size = 1n << BigInt(field.length)
  for (const value of values)
    for (let near = value - MARGIN; near <= value + MARGIN; near += 1n)
      if (near >= 0n && near < size)
        expect(evaluate(arena, set, assignmentWith(field, near))).toBe(isMember(near))
}

const intervalsOf = (values: readonly bigint[]): readonly (readonly [bigint, bigint])[] =>
  values.slice(1).map((value, index) => {
    const before = values[index] ?? 0n
    return before < value ? [before, value] : [value, before]
  })

describe('numbers', () => {
  test('are in intervals, prefixes and masks as arithmetic says', () => {
    fc.assert(
      fc.property(numbers, fc.nat({ max: 128 }), (given, bits) => {
        const arena = createArena({ variables: VARIABLES, initialNodes: 2 })
        const { field, values } = given
        const [value = 0n, mask = 0n] = values
        const intervals = intervalsOf(values)
        expectMembers(arena, inIntervals(arena, field, intervals), given, (near) =>
          intervals.some(([first, last]) => first <= near && near <= last),
        )
        const length = bits % (field.length + 1)
        const host = BigInt(field.length - length)
        expectMembers(
          arena,
          inPrefix(arena, field, value, length),
          given,
          (near) => near >> host === value >> host,
        )
        expectMembers(
          arena,
          masked(arena, field, mask, value & mask),
          given,
          (near) => (near & mask) === (value & mask),
        )
      }),
    )
  })

  test('valuesOf(inIntervals(x)) == x, counted too', () => {
    fc.assert(
      fc.property(numbers, ({ field, values }) => {
        const arena = createArena({ variables: VARIABLES, initialNodes: 2 })
        const set = inIntervals(arena, field, intervalsOf(values))
        const { intervals, isComplete } = valuesOf(arena, set, field, 100)
        expect(isComplete).toBe(true)
        expect(inIntervals(arena, field, intervals)).toBe(set)
        const count = intervals.reduce((sum, [first, last]) => sum + last - first + 1n, 0n)
        expect(satCount(arena, set, field)).toBe(count)
        expect(
          orAll(
            arena,
            intervals.map(([first, last]) => inRange(arena, field, first, last)),
          ),
        ).toBe(set)
      }),
    )
  })

  test('assign leaves nothing but the value', () => {
    fc.assert(
      fc.property(numbers, ({ field, values }) => {
        const arena = createArena({ variables: VARIABLES, initialNodes: 2 })
        const [value = 0n] = values
        const set = inIntervals(arena, field, intervalsOf(values))
        expect(assign(arena, set, field, value)).toBe(equalTo(arena, field, value))
        expect(
          isSubset(arena, assign(arena, not(set), field, value), equalTo(arena, field, value)),
        ).toBe(true)
        expect(assign(arena, FALSE, field, value)).toBe(FALSE)
      }),
    )
  })

  test('a field renamed to the next one keeps its numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 128 }),
        fc.array(fc.nat(), { minLength: 2, maxLength: 6 }),
        (width, given) => {
          const arena = createArena({ variables: VARIABLES, initialNodes: 2 })
          const from = Array.from({ length: width }, (_, bit) => 2 * bit)
          const to = from.map((variable) => variable + 1)
          const intervals = intervalsOf(given.map((value) => BigInt(value) % (1n << BigInt(width))))
          const pairs = from.map((variable) => [variable, variable + 1] as const)
          expect(rename(arena, inIntervals(arena, from, intervals), pairs)).toBe(
            inIntervals(arena, to, intervals),
          )
        },
      ),
    )
  })
})
