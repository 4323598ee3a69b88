import { assert } from '../assert.ts'
import type { Interval } from '../net/index.ts'
import { intervalSet } from '../net/index.ts'
import type { Field } from './field.ts'
import { fields } from './field.ts'
import type { Effect, Lookup, Match, Values, Verdict } from './statement.ts'

/**
 * Smart constructors: what they return is canonical (ranges sorted, disjoint and not adjacent, never empty),
 * so that no pass behind them has to normalise again.
 */

const largest = (field: Field): bigint => (1n << BigInt(fields[field].bits)) - 1n

/** A number, or all numbers of an interval. */
export type Member = bigint | number | Interval

const toInterval = (member: Member): Interval =>
  typeof member === 'object' ? member : { first: BigInt(member), last: BigInt(member) }

const numbers = (field: Field, members: readonly Member[]): Values => {
  assert(members.length > 0, `${field} is compared with nothing`)
  const intervals = members.map(toInterval)
  for (const { first, last } of intervals)
    assert(
      first >= 0n && first <= last && last <= largest(field),
      `${field} cannot be ${first} to ${last}`,
    )
  return { kind: 'numbers', set: intervalSet(intervals) }
}

/** `field` is one of the values. */
export const is = (field: Field, ...values: readonly Member[]): Match => ({
  kind: 'match',
  field,
  mask: null,
  negated: false,
  values: numbers(field, values),
})

/** `field` is there and none of the values. */
export const isNot = (field: Field, ...values: readonly Member[]): Match => ({
  ...is(field, ...values),
  negated: true,
})

/** At least one of these bits is set. */
export const anyBit = (field: Field, ...bits: readonly bigint[]): Match => {
  assert(bits.length > 0, `${field} is tested for no bit`)
  const mask = bits.reduce((all, bit) => all | bit, 0n)
  return { kind: 'match', field, mask, negated: true, values: numbers(field, [0n]) }
}

/** Of the bits in `mask`, not exactly `value`. */
export const maskedIsNot = (field: Field, mask: bigint, value: bigint): Match => ({
  kind: 'match',
  field,
  mask,
  negated: true,
  values: numbers(field, [value]),
})

/** The interface's name matches one of the patterns. */
export const named = (
  field: 'meta iifname' | 'meta oifname',
  ...patterns: readonly string[]
): Match => {
  assert(patterns.length > 0, `${field} is compared with no name`)
  return { kind: 'match', field, mask: null, negated: false, values: { kind: 'names', patterns } }
}

/** The interface's name matches none of the patterns. */
export const notNamed = (...given: Parameters<typeof named>): Match => ({
  ...named(...given),
  negated: true,
})

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

export const accept: Verdict = { kind: 'accept' }
export const drop: Verdict = { kind: 'drop' }
export const counter: Effect = { kind: 'counter' }
export const goTo = (chain: string): Verdict => ({ kind: 'goto', chain })
export const redirectTo = (port: number): Verdict => ({ kind: 'redirect', port })
