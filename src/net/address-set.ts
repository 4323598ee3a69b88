import type { Family } from './address.ts'
import { familyBits, familyMaximum } from './address.ts'
import type { Interval, IntervalSet } from './interval-set.ts'
import { complement, intervalSet } from './interval-set.ts'
import type { Prefix } from './prefix.ts'
import { prefixInterval } from './prefix.ts'

/** The addresses of one family that the prefixes cover; prefixes of the other family count for nothing. */
export const prefixesToSet = (prefixes: readonly Prefix[], family: Family): IntervalSet =>
  intervalSet(prefixes.filter((prefix) => prefix.family === family).map(prefixInterval))

/**
 * One interval as the fewest prefixes, in order. At each step the widest block that starts where
 * we stand and does not pass the end is taken; at most 2 * bits - 2 blocks come out.
 */
export const intervalToPrefixes = (interval: Interval, family: Family): readonly Prefix[] => {
  const bits = familyBits(family)
  const prefixes: Prefix[] = []
  let next = interval.first
  while (next <= interval.last) {
    let size = 0
    while (size < bits) {
      const wider = 1n << BigInt(size + 1)
      if (next % wider !== 0n || next + wider - 1n > interval.last) break
      size += 1
    }
    prefixes.push({ family, value: next, length: bits - size })
    next += 1n << BigInt(size)
  }
  return prefixes
}

/** A set of addresses as the fewest prefixes, in order. */
export const setToPrefixes = (set: IntervalSet, family: Family): readonly Prefix[] =>
  set.flatMap((interval) => intervalToPrefixes(interval, family))

/** The addresses of the family that are not in the set. */
export const otherAddresses = (set: IntervalSet, family: Family): IntervalSet =>
  complement(set, familyMaximum(family))
