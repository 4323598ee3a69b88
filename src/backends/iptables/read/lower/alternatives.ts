import type { Interval, IntervalSet } from '../../../../net/index.ts'
import { intervalSet } from '../../../../net/index.ts'
import type { Among, MachineField, Selector, Step, Test } from '../../../../ruleset/index.ts'

/**
 * What has to hold, as ways in which it can: each a row of steps that all have to go on. None is what never holds,
 * and one without steps what always does. A match of iptables may say more than a row of tests can.
 */
export type Alternatives = readonly (readonly Step[])[]

export const always: Alternatives = [[]]
export const never: Alternatives = []

/** One way, of these steps. */
export const oneWay = (...steps: readonly Step[]): Alternatives => [steps]

export const either = (...all: readonly Alternatives[]): Alternatives => all.flat()

/** Both, the steps of `left` first. */
export const both = (left: Alternatives, right: Alternatives): Alternatives => {
  const [only] = left
  if (left.length === 1 && only?.length === 0) return right
  return left.flatMap((first) => right.map((second) => [...first, ...second]))
}

export const all = (...parts: readonly Alternatives[]): Alternatives => parts.reduce(both, always)

/** How a test is made, where it is not as most are. */
export interface TestOptions {
  readonly negated?: boolean
  readonly hotdrop?: boolean
  readonly mask?: bigint | null
}

export const testOf = (
  key: readonly Selector[],
  among: Among,
  { negated = false, hotdrop = false }: TestOptions = {},
): Test => ({ kind: 'test', key, negated, among, hotdrop })

/** Most tests are of one interval, which is a set as it is. */
const setOf = (intervals: readonly Interval[]): IntervalSet => {
  const [only] = intervals
  return intervals.length === 1 && only && only.first <= only.last ? [only] : intervalSet(intervals)
}

/** That a field is in one of these intervals. */
export const within = (
  field: MachineField,
  intervals: readonly Interval[],
  options: TestOptions = {},
): Test =>
  testOf(
    [{ field, mask: options.mask ?? null }],
    { kind: 'members', members: { kind: 'numbers', set: setOf(intervals) } },
    options,
  )

/** That a field, under its mask, is this number. */
export const is = (
  field: MachineField,
  value: bigint | number,
  options: TestOptions = {},
): Test => {
  const number = BigInt(value)
  return within(field, [{ first: number, last: number }], options)
}

/** That one of these bits is set, or with `negated` none of them. */
export const anyBit = (field: MachineField, mask: bigint, negated = false): Test =>
  is(field, 0n, { mask, negated: !negated })

export const named = (field: MachineField, pattern: string, negated: boolean): Test =>
  testOf(
    [{ field, mask: null }],
    { kind: 'members', members: { kind: 'names', patterns: [pattern] } },
    { negated },
  )

/** What no packet passes: a set without members. */
export const impossible: Test = testOf([{ field: 'meta iifname', mask: null }], {
  kind: 'members',
  members: { kind: 'names', patterns: [] },
})

export const intervalOf = ({
  first,
  last,
}: {
  readonly first: number
  readonly last: number
}): Interval => ({ first: BigInt(first), last: BigInt(last) })

/** What was read and not understood: it may hold or not. */
export const unknown = (text: string): Alternatives => [[{ kind: 'opaque', text, mayEnd: false }]]
