import { assert } from '../assert.ts'
import type { Prefix } from '../net/index.ts'
import type { Field } from './field.ts'
import { fields } from './field.ts'
import type { Effect, Lookup, Match, Range, Values, Verdict } from './statement.ts'

/**
 * Smart constructors: what they return is canonical (ranges sorted, disjoint and not adjacent, never empty),
 * so that no pass behind them has to normalise again.
 */

const largest = (field: Field): bigint => (1n << BigInt(fields[field].bits)) - 1n

/** Sorted and merged. */
const mergeRanges = (ranges: readonly Range[]): readonly Range[] => {
  const sorted = [...ranges].sort((left, right) =>
    left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0,
  )
  const merged: Range[] = []
  for (const [low, high] of sorted) {
    const last = merged.at(-1)
    if (last && low <= last[1] + 1n)
      merged[merged.length - 1] = [last[0], high > last[1] ? high : last[1]]
    else merged.push([low, high])
  }
  return merged
}

const rangesOf = (field: Field, values: readonly (bigint | number | Range)[]): Values => {
  assert(values.length > 0, `${field} is compared with nothing`)
  const ranges = values.map((value): Range => {
    const [low, high] = typeof value === 'object' ? value : [BigInt(value), BigInt(value)]
    assert(
      low >= 0n && low <= high && high <= largest(field),
      `${field} cannot be ${low} to ${high}`,
    )
    return [low, high]
  })
  return { kind: 'ranges', ranges: mergeRanges(ranges) }
}

/** `field` is one of the values. */
export const is = (field: Field, ...values: readonly (bigint | number | Range)[]): Match => ({
  kind: 'match',
  field,
  mask: null,
  negated: false,
  values: rangesOf(field, values),
})

/** `field` is there and none of the values. */
export const isNot = (field: Field, ...values: readonly (bigint | number | Range)[]): Match => ({
  ...is(field, ...values),
  negated: true,
})

/** At least one of these bits is set. */
export const anyBit = (field: Field, ...bits: readonly bigint[]): Match => {
  assert(bits.length > 0, `${field} is tested for no bit`)
  const mask = bits.reduce((all, bit) => all | bit, 0n)
  return { kind: 'match', field, mask, negated: true, values: rangesOf(field, [0n]) }
}

/** Of the bits in `mask`, not exactly `value`. */
export const maskedIsNot = (field: Field, mask: bigint, value: bigint): Match => ({
  kind: 'match',
  field,
  mask,
  negated: true,
  values: rangesOf(field, [value]),
})

/** The interface's name matches one of the patterns. */
export const named = (
  field: 'meta iifname' | 'meta oifname',
  ...patterns: readonly string[]
): Match => {
  assert(patterns.length > 0, `${field} is compared with no name`)
  return { kind: 'match', field, mask: null, negated: false, values: { kind: 'names', patterns } }
}

export const inSet = (fieldList: readonly Field[], set: string): Lookup => ({
  kind: 'lookup',
  fields: fieldList,
  negated: false,
  set,
})

export const notInSet = (fieldList: readonly Field[], set: string): Lookup => ({
  ...inSet(fieldList, set),
  negated: true,
})

/** The first and last address of a prefix. */
export const prefixRange = (prefix: Prefix): Range => {
  const hostBits = BigInt((prefix.family === 'ip4' ? 32 : 128) - prefix.length)
  return [prefix.value, prefix.value | ((1n << hostBits) - 1n)]
}

export const accept: Verdict = { kind: 'accept' }
export const drop: Verdict = { kind: 'drop' }
export const counter: Effect = { kind: 'counter' }
export const goTo = (chain: string): Verdict => ({ kind: 'goto', chain })
export const redirectTo = (port: number): Verdict => ({ kind: 'redirect', port })
