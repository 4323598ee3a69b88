import type { HeldRule, HeldTable, Step, Test } from '../../ruleset/index.ts'
import { machineFields } from '../../ruleset/index.ts'

/** Inert data as a text that is equal where the data is, places and wording aside. */
const textOf = (data: unknown): string =>
  JSON.stringify(data, (key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    return key === 'place' || key === 'text' || key === 'comment' ? undefined : value
  })

/** A table without its places: what it says of packets. */
export const tableMeaning = (table: HeldTable): string => textOf(table)

/** The lowest bits are zero, and all above are set: the mask of a prefix. */
const hostBits = (mask: bigint, bits: number): bigint | undefined => {
  const host = ((1n << BigInt(bits)) - 1n) ^ mask
  return (host & (host + 1n)) === 0n ? host : undefined
}

/** A test in one spelling: a prefix under its mask, or the interval of its addresses; dropped headers aside. */
export const testMeaning = (test: Test): string => {
  const [key] = test.key
  const spelled = { key: test.key, negated: test.negated, among: test.among }
  if (test.key.length !== 1 || !key || key.mask === null || test.among.kind !== 'members')
    return textOf(spelled)
  const { members } = test.among
  const host = hostBits(key.mask, machineFields[key.field].bits)
  if (host === undefined || members.kind !== 'numbers') return textOf(spelled)
  const set = members.set.map(({ first, last }) => ({ first, last: last | host }))
  return textOf({
    key: [{ field: key.field, mask: null }],
    negated: test.negated,
    among: { kind: 'members', members: { kind: 'numbers', set } },
  })
}

export const testsOf = ({ steps }: HeldRule): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'test' ? [testMeaning(step)] : []))

/** The verdict that ends a rule; undefined where none does. */
export const endOf = (steps: readonly Step[]): string | undefined => {
  const last = steps.at(-1)
  return last?.kind === 'verdict' ? textOf(last.verdict) : undefined
}
