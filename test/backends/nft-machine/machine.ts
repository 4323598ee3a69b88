/** What the tests of the machine of nft rulesets share. */

import { readNftTextMachine } from '../../../src/backends/nftables/index.ts'
import type { HeldTable, Step } from '../../../src/ruleset/index.ts'

/** A machine as text, without places and without what people read. */
export function machineText(tables: readonly HeldTable[]): string {
  return JSON.stringify(
    tables,
    (key, value: unknown) => {
      if (key === 'place' || key === 'text') return undefined
      return typeof value === 'bigint' ? `${value}n` : value
    },
    1,
  )
}

export const sameMachine = (left: readonly HeldTable[], right: readonly HeldTable[]): boolean =>
  machineText(left) === machineText(right)

/** The tables of a text that has to load. */
export function tablesOf(text: string): readonly HeldTable[] {
  const { tables, diagnostics } = readNftTextMachine('test.nft', text)
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new Error(`refused: ${JSON.stringify(error)}`)
  return tables
}

/** The steps of one rule in a chain of such a table. */
export function stepsOf(rule: string, family = 'inet', before = ''): readonly Step[] {
  const tables = tablesOf(
    `table ${family} t {\n${before}\nchain other { accept; }\nchain c { ${rule}; }\n}\n`,
  )
  const chain = tables[0]?.chains.find(({ name }) => name === 'c')
  return chain?.rules[0]?.steps ?? []
}

/** The codes and messages of what refuses a text. */
export function refusalsOf(text: string): readonly string[] {
  return readNftTextMachine('test.nft', text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`)
}

/** A test of one field, as short as people write it. */
export const holds = (
  field: string,
  ...values: readonly (number | bigint | readonly [number | bigint, number | bigint])[]
) => tested([[field, null]], false, numbers(values))

export const fails = (
  field: string,
  ...values: readonly (number | bigint | readonly [number | bigint, number | bigint])[]
) => tested([[field, null]], true, numbers(values))

export const masked = (field: string, mask: number, negated: boolean, value: number) =>
  tested([[field, BigInt(mask)]], negated, numbers([value]))

export const named = (field: string, negated: boolean, ...patterns: readonly string[]) =>
  tested([[field, null]], negated, { kind: 'names', patterns })

/** The field is there, whatever it is. */
export const there = (field: string, bits: number) => holds(field, [0n, (1n << BigInt(bits)) - 1n])

export const tested = (
  key: readonly (readonly [field: string, mask: bigint | null])[],
  negated: boolean,
  members: unknown,
) => ({
  kind: 'test',
  key: key.map(([field, mask]) => ({ field, mask })),
  negated,
  among: { kind: 'members', members },
  hotdrop: false,
})

const numbers = (
  values: readonly (number | bigint | readonly [number | bigint, number | bigint])[],
) => ({ kind: 'numbers', set: values.map((value) => interval(value)) })

export const interval = (value: number | bigint | readonly [number | bigint, number | bigint]) => {
  const [first, last] = typeof value === 'object' ? value : [value, value]
  return { first: BigInt(first), last: BigInt(last) }
}

export const verdict = (kind: string, more: object = {}) => ({
  kind: 'verdict',
  verdict: { kind, ...more },
})
