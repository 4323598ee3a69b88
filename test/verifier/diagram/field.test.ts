/**
 * Goal: what is said of numbers is true of the bits: values, prefixes, masks, ranges, equality, assignment.
 * Method: a field of six bits whose variables lie apart, with others between them, and every case there is.
 */
import { describe, expect, test } from 'vitest'
import type { Diagram } from '../../../src/verifier/diagram/index.ts'
import {
  and,
  assign,
  createArena,
  equalTo,
  exists,
  FALSE,
  fieldsEqual,
  fieldValue,
  inIntervals,
  inPrefix,
  inRange,
  masked,
  nodeCount,
  not,
  or,
  TRUE,
  valuesOf,
  variable,
} from '../../../src/verifier/diagram/index.ts'
import { assignmentOf, crampedArena, tableOf, tableWhere } from './universe.ts'

const arena = crampedArena(9)
const field = [0, 2, 3, 4, 6, 8]
const size = 64n
const values = Array.from({ length: Number(size) }, (_, value) => BigInt(value))

const valueNumbers = Array.from({ length: 2 ** arena.variables }, (_, number) =>
  fieldValue(assignmentOf(arena.variables, number), field),
)

/** Sets of values as the diagrams they must be: the union of single values, each looked at bit by bit first. */
const single = values.map((value) => equalTo(arena, field, value))
const setWhere = (isMember: (value: bigint) => boolean): Diagram =>
  values
    .filter(isMember)
    .reduce<Diagram>((union, value) => or(arena, union, single[Number(value)] ?? FALSE), FALSE)

describe('a field of six bits', () => {
  test('equalTo holds of the assignments with that value, most significant bit first', () => {
    expect(fieldValue(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1), field)).toBe(33n)
    for (const value of values)
      expect(tableOf(arena, single[Number(value)] ?? FALSE)).toBe(
        tableWhere(arena.variables, (_, number) => valueNumbers[number] === value),
      )
  })

  test('inPrefix holds of what agrees in the first bits', () => {
    for (const value of values)
      for (let length = 0; length <= 6; length += 1) {
        const host = BigInt(6 - length)
        const wanted = setWhere((other) => other >> host === value >> host)
        expect(inPrefix(arena, field, value, length)).toBe(wanted)
      }
  })

  test('masked holds of what has the value under the mask', () => {
    for (const mask of values) {
      const byValue = values.map((value) => setWhere((other) => (other & mask) === value))
      expect(values.map((value) => masked(arena, field, mask, value))).toEqual(byValue)
    }
  })

  test('inRange holds from the first to the last', () => {
    for (const first of values)
      for (const last of values.slice(Number(first)))
        expect(inRange(arena, field, first, last)).toBe(
          setWhere((value) => first <= value && value <= last),
        )
  })

  test('inIntervals holds in any of them, in order or not, apart, touching or overlapping', () => {
    const some = values.filter((value) => value % 7n === 0n)
    const intervals = some.flatMap((first) =>
      [0n, 1n, 6n, 20n].flatMap((length) =>
        first + length < size ? [[first, first + length] as const] : [],
      ),
    )
    for (const one of intervals)
      for (const other of intervals) {
        const wanted = setWhere(
          (value) =>
            (one[0] <= value && value <= one[1]) || (other[0] <= value && value <= other[1]),
        )
        if (inIntervals(arena, field, [one, other]) !== wanted) expect.fail(`${one} ${other}`)
      }
    expect(inIntervals(arena, field, [])).toBe(FALSE)
    expect(inIntervals(arena, field, [[0n, 63n]])).toBe(TRUE)
  })

  test('assign forgets the old value and sets the new', () => {
    const before = and(arena, inRange(arena, field, 3n, 17n), variable(arena, 1))
    for (const value of values)
      expect(assign(arena, before, field, value)).toBe(
        and(arena, single[Number(value)] ?? FALSE, variable(arena, 1)),
      )
    expect(assign(arena, FALSE, field, 1n)).toBe(FALSE)
  })

  test('valuesOf lists the values, whatever the other variables are', () => {
    for (const first of values)
      for (const last of values.slice(Number(first))) {
        const range = inRange(arena, field, first, last)
        const entangled = and(arena, range, or(arena, variable(arena, 1), variable(arena, 0)))
        expect(valuesOf(arena, range, field, 1)).toEqual({
          intervals: [[first, last]],
          isComplete: true,
        })
        expect(valuesOf(arena, entangled, field, 1).intervals).toEqual([[first, last]])
        const gaps = valuesOf(arena, not(range), field, 2).intervals
        const left = first === 0n ? [] : [[0n, first - 1n]]
        const right = last === 63n ? [] : [[last + 1n, 63n]]
        expect(gaps).toEqual([...left, ...right])
      }
  })

  test('valuesOf keeps its limit and says so', () => {
    const odd = setWhere((value) => value % 2n === 1n)
    expect(valuesOf(arena, odd, field, 2)).toEqual({
      intervals: [
        [1n, 1n],
        [3n, 3n],
      ],
      isComplete: false,
    })
    expect(valuesOf(arena, odd, field, 32).isComplete).toBe(true)
    expect(valuesOf(arena, FALSE, field, 0)).toEqual({ intervals: [], isComplete: true })
  })
})

describe('two fields of three bits', () => {
  test.each([
    ['taking turns', [0, 2, 4], [1, 3, 5]],
    ['taking turns, the second before the first', [1, 3, 5], [0, 2, 4]],
    ['apart', [0, 1, 2], [3, 4, 5]],
    ['partly the same', [0, 2, 4], [0, 3, 5]],
    ['the same', [0, 1, 2], [0, 1, 2]],
  ])('%s, are equal where their values are', (_, left, right) => {
    const small = crampedArena(6)
    const wanted = tableWhere(
      6,
      (assignment) => fieldValue(assignment, left) === fieldValue(assignment, right),
    )
    expect(tableOf(small, fieldsEqual(small, left, right))).toBe(wanted)
  })

  test('taking turns, take three nodes a bit, the last but two', () => {
    const wide = createArena({ variables: 256 })
    const left = Array.from({ length: 128 }, (_, bit) => 2 * bit)
    const right = left.map((each) => each + 1)
    expect(nodeCount(wide, fieldsEqual(wide, left, right))).toBe(3 * 128 - 1)
    expect(exists(wide, fieldsEqual(wide, left, right), right)).toBe(TRUE)
  })
})

describe('what is a bug of the caller', () => {
  test.each<[string, () => unknown, string]>([
    ['a value that does not fit', () => equalTo(arena, field, 64n), '64 does not fit in 6 bits'],
    ['a negative value', () => equalTo(arena, field, -1n), '-1 does not fit'],
    ['a prefix that is too long', () => inPrefix(arena, field, 0n, 7), 'a prefix of 7 bits'],
    ['a range that ends before it starts', () => inRange(arena, field, 5n, 4n), 'no interval'],
    ['a range past the end', () => inRange(arena, field, 5n, 64n), 'no interval: 5 to 64'],
    ['bits out of order', () => equalTo(arena, [3, 2], 0n), 'in the order of the arena'],
    ['a bit twice', () => masked(arena, [3, 3], 0n, 0n), 'in the order of the arena'],
    ['fields of two widths', () => fieldsEqual(arena, [0], [1, 2]), 'fields of one width'],
  ])('%s', (_, work, message) => expect(work).toThrow(message))
})

test('masked by what the mask has not, is empty', () => {
  expect(masked(arena, field, 0b1100n, 0b0010n)).toBe(FALSE)
})
