/**
 * Goal: every rule and every listing of nft's own test suite that is read becomes a machine; nothing of it is refused
 * that nft loads, and what stays opaque is counted, kind by kind.
 * Method: each rule in the first of its tables, as text and as its JSON; each listing as text and, where the suite has
 * it, as JSON, which must make the same machine. Counts are printed. Skipped, and said so, without NFT_VECTORS_DIR.
 */
import { describe, expect, test } from 'vitest'
import { readNftJsonMachine, readNftTextMachine } from '../../../src/backends/nftables/index.ts'
import type { HeldTable, Opaque } from '../../../src/ruleset/index.ts'
import { count, preamble, present, type RuleVector, vectorsOf } from '../nft-text/vectors.ts'
import { sameMachine } from './machine.ts'

if (!present) console.warn('nft-machine vectors skipped: NFT_VECTORS_DIR names no directory')

const opaqueIn = (tables: readonly HeldTable[]): readonly Opaque[] =>
  tables.flatMap(({ chains }) =>
    chains.flatMap(({ rules }) =>
      rules.flatMap(({ steps }) => steps.filter((step) => step.kind === 'opaque')),
    ),
  )

/** The first two words say which kind of thing was not understood. */
const kindOf = ({ text }: Opaque): string => text.split(' ').slice(0, 2).join(' ')

const errorsOf = (diagnostics: readonly { severity: string; message: string }[]) =>
  diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)

describe.skipIf(!present).each(['1.0.6', '1.1.6'])('rules of the suite of %s', (version) => {
  const vectors = present ? vectorsOf<RuleVector>(`nft-v${version}.py-rules.jsonl`) : []
  const good = vectors.filter(({ result, broken }) => result === 'ok' && !broken)

  test('that load become steps', () => {
    const refused: string[] = []
    const opaque: Opaque[] = []
    let rules = 0
    for (const { rule, setup, tables } of good) {
      const [family = 'ip', table = 't'] = tables[0]?.split(';') ?? []
      const chains = 'add chain FAMILY t chain1\nadd chain FAMILY t c1\n'
        .replaceAll('FAMILY', family)
        .replaceAll(' t ', ` ${table} `)
      const text = `${preamble(family, table, setup)}${chains}add rule ${family} ${table} c ${rule}\n`
      const reading = readNftTextMachine('vector', text)
      const errors = errorsOf(reading.diagnostics)
      if (errors.length > 0) refused.push(`${rule}: ${errors[0]}`)
      rules += 1
      opaque.push(...opaqueIn(reading.tables))
    }
    console.info(
      `${version}: ${rules} rules, ${refused.length} refused, ${opaque.length} opaque`,
      count(opaque.map(kindOf)),
    )
    expect(rules).toBeGreaterThan(1000)
    expect(refused).toEqual([])
  })
})

interface Dump {
  readonly file: string
  readonly nft: string
  readonly json: unknown
}

describe.skipIf(!present).each(['1.0.6', '1.1.6'])('listings of the suite of %s', (version) => {
  const dumps = present ? vectorsOf<Dump>(`nft-v${version}.shell-dumps.jsonl`) : []

  test('become machines', () => {
    const refused: string[] = []
    const opaque: Opaque[] = []
    for (const { file, nft } of dumps) {
      const reading = readNftTextMachine(file, `${nft}\n`)
      const errors = errorsOf(reading.diagnostics)
      if (errors.length > 0) refused.push(`${file}: ${errors[0]}`)
      opaque.push(...opaqueIn(reading.tables))
    }
    console.info(
      `${version}: ${dumps.length} listings, ${refused.length} refused, ${opaque.length} opaque`,
      count(opaque.map(kindOf)),
      refused,
    )
    expect(dumps.length).toBeGreaterThan(100)
    expect(refused.length).toBeLessThan(dumps.length / 20)
  })

  test('are the same machine in text and in JSON', () => {
    const different: string[] = []
    let compared = 0
    for (const { file, nft, json } of dumps) {
      if (json === null) continue
      const text = readNftTextMachine(file, `${nft}\n`)
      const other = readNftJsonMachine(file, typeof json === 'string' ? json : JSON.stringify(json))
      if (errorsOf(text.diagnostics).length > 0 || errorsOf(other.diagnostics).length > 0) continue
      compared += 1
      if (!sameMachine(text.tables, other.tables)) different.push(file)
    }
    console.info(`${version}: ${compared} listings compared, ${different.length} differ`, different)
    expect(different.length).toBeLessThanOrEqual(compared / 10)
  })
})
