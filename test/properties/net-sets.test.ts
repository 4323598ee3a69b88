/**
 * Goal: interval sets obey the laws of set algebra and stay canonical; ranges and prefixes tell the same addresses.
 * Method: a universe of 64 numbers, where each operation is compared with the same one on lists of members;
 * then random IPv4 and IPv6 ranges, split into prefixes and joined again.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IntervalSet } from '../../src/net/index.ts'
import {
  complement,
  difference,
  familyBits,
  formatPortSet,
  intersection,
  intervalSet,
  intervalToPrefixes,
  otherPorts,
  parsePortSet,
  prefixesOverlap,
  prefixesToSet,
  setContains,
  setIncludes,
  setSize,
  setsEqual,
  setToPrefixes,
  union,
} from '../../src/net/index.ts'
import { address, prefix, smallInterval, smallMaximum } from './arbitraries/net.ts'

const universe = Array.from({ length: Number(smallMaximum) + 1 }, (_, value) => BigInt(value))
const smallSet = fc.array(smallInterval, { maxLength: 8 }).map(intervalSet)
const members = (set: IntervalSet): readonly bigint[] =>
  universe.filter((value) => setContains(set, value))

const expectCanonical = (set: IntervalSet): void => {
  set.forEach(({ first, last }, index) => {
    expect(first <= last).toBe(true)
    const next = set[index + 1]
    if (next) expect(next.first > last + 1n).toBe(true)
  })
}

describe('interval sets', () => {
  test('each operation does to sets what it does to lists of members, and stays canonical', () => {
    fc.assert(
      fc.property(smallSet, smallSet, (left, right) => {
        const cases: readonly (readonly [
          IntervalSet,
          (inLeft: boolean, inRight: boolean) => boolean,
        ])[] = [
          [union(left, right), (inLeft, inRight) => inLeft || inRight],
          [intersection(left, right), (inLeft, inRight) => inLeft && inRight],
          [difference(left, right), (inLeft, inRight) => inLeft && !inRight],
          [complement(left, smallMaximum), (inLeft) => !inLeft],
        ]
        for (const [set, wanted] of cases) {
          expectCanonical(set)
          expect(members(set)).toEqual(
            universe.filter((value) => wanted(setContains(left, value), setContains(right, value))),
          )
          expect(setSize(set)).toBe(BigInt(members(set).length))
        }
      }),
    )
  })

  test('the intervals given and the set hold the same numbers', () => {
    fc.assert(
      fc.property(fc.array(smallInterval, { maxLength: 8 }), (intervals) => {
        const wanted = universe.filter((value) =>
          intervals.some(({ first, last }) => first <= value && value <= last),
        )
        expect(members(intervalSet(intervals))).toEqual(wanted)
      }),
    )
  })

  test('laws: De Morgan, double complement, inclusion', () => {
    const not = (set: IntervalSet): IntervalSet => complement(set, smallMaximum)
    fc.assert(
      fc.property(smallSet, smallSet, (left, right) => {
        expect(not(not(left))).toEqual(left)
        expect(not(union(left, right))).toEqual(intersection(not(left), not(right)))
        expect(setIncludes(left, right)).toBe(setsEqual(union(left, right), left))
      }),
    )
  })
})

describe('ranges and prefixes', () => {
  const range = fc
    .tuple(address, address)
    .filter(([left, right]) => left.family === right.family)
    .map(([left, right]) => ({
      family: left.family,
      interval:
        left.value < right.value
          ? { first: left.value, last: right.value }
          : { first: right.value, last: left.value },
    }))

  test('a range is split into prefixes that are disjoint, fewest, and join to the same range', () => {
    fc.assert(
      fc.property(range, ({ family, interval }) => {
        const prefixes = intervalToPrefixes(interval, family)
        expect(prefixesToSet(prefixes, family)).toEqual([interval])
        expect(prefixes.length).toBeLessThanOrEqual(2 * familyBits(family) - 2 || 1)
        // Fewest: no two neighbours could be one, and blocks first widen, then narrow.
        prefixes.slice(1).forEach((next, index) => {
          const previous = prefixes[index]
          if (!previous) throw new Error('no previous prefix')
          expect(prefixesOverlap(previous, next)).toBe(false)
          const host = BigInt(familyBits(family) - next.length)
          const siblings = previous.length === next.length && (previous.value >> host) % 2n === 0n
          expect(siblings).toBe(false)
        })
      }),
    )
  })

  test('prefixes -> set -> prefixes -> set == prefixes -> set', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 10 }), (prefixes) => {
        for (const family of ['ip4', 'ip6'] as const) {
          const set = prefixesToSet(prefixes, family)
          expectCanonical(set)
          expect(prefixesToSet(setToPrefixes(set, family), family)).toEqual(set)
          expect(setToPrefixes(set, family).length).toBeLessThanOrEqual(
            Math.max(prefixes.length, 0),
          )
        }
      }),
    )
  })
})

describe('port sets', () => {
  const portNumber = fc.integer({ min: 0, max: 65535 }).map(BigInt)
  const ports = fc
    .array(
      fc.tuple(portNumber, portNumber).map(([first, last]) => ({ first, last })),
      { maxLength: 6 },
    )
    .map(intervalSet)

  test('parse . format == id', () => {
    fc.assert(
      fc.property(ports, (set) => {
        expect(parsePortSet(formatPortSet(set))).toEqual(set)
      }),
    )
  })

  test('a set and the other ports are all 65536 ports, none twice', () => {
    fc.assert(fc.property(ports, (set) => setSize(set) + setSize(otherPorts(set)) === 65536n))
  })

  test.each(['65536', '-1', '1-', '2-1', '01', '1,,2', '1,', ' 1', '1-2-3', '0x1', 'http'])(
    '%j is no port list',
    (text) => {
      expect(parsePortSet(text)).toBeUndefined()
    },
  )
})
