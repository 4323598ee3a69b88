/**
 * Goal: every rule that nft's own test suite loads is read, and read as nft's JSON has it; every rule that the suite
 * refuses is refused here, too, or belongs to a named class that only a kernel or another release decides.
 * Method: each rule in the first of its tables, with the sets and objects declared before it; whole listings beside
 * their JSON; documents compared in canonical form. Counts are printed. Skipped, and said so, without NFT_VECTORS_DIR.
 */
import { describe, expect, test } from 'vitest'
import { equal } from '../../../packages/nftables-json/src/canonical/index.ts'
import { readNftText } from '../../../src/backends/nftables/read/text/index.ts'
import { readRule } from './read.ts'
import {
  accepted,
  count,
  differences,
  dumpDifferences,
  dumpRefusals,
  preamble,
  present,
  type RuleVector,
  reasonOf,
  vectorsOf,
} from './vectors.ts'

if (!present) console.warn('nft-text vectors skipped: NFT_VECTORS_DIR names no directory')

/** The rule within its table; the rule's own statements are the last item's. */
function readVector({ rule, setup, tables }: RuleVector) {
  const [family = 'ip', table = 't'] = tables[0]?.split(';') ?? []
  const text = `${preamble(family, table, setup)}add rule ${family} ${table} c ${rule}\n`
  return { family, reading: readNftText('vector', text) }
}

const ruleDocument = (family: string, expr: unknown) => ({
  nftables: [{ rule: { family, table: 't', chain: 'c', expr } }],
})

describe.skipIf(!present).each(['1.0.6', '1.1.6'])('rules of the suite of %s', (version) => {
  const vectors = present ? vectorsOf<RuleVector>(`nft-v${version}.py-rules.jsonl`) : []
  const good = vectors.filter(({ result, broken }) => result === 'ok' && !broken)
  const bad = vectors.filter(({ result }) => result === 'fail')

  test('that load are read, none of them opaque', () => {
    const refused = good.filter((vector) => readVector(vector).reading.document === undefined)
    const opaque = good.filter((vector) => {
      return readVector(vector).reading.diagnostics.some(({ code }) => code === 'nft-unsupported')
    })
    console.info(
      `${version}: ${good.length} rules load, ${refused.length} refused, ${opaque.length} opaque`,
    )
    expect(good.length).toBeGreaterThan(1000)
    expect([refused, opaque].map((each) => each.map(({ rule }) => rule))).toEqual([[], []])
  })

  test('are what their JSON says', () => {
    const compared = good.filter(({ json_in }) => json_in !== null)
    const different = compared.filter((vector) => {
      const { family, reading } = readVector(vector)
      const item = reading.document?.nftables.at(-1)
      const rule =
        item !== undefined && 'add' in item && 'rule' in item.add ? item.add.rule : undefined
      const mine = ruleDocument(family, rule?.expr)
      const theirs = [vector.json_in, vector.json_out].filter((json) => json !== null)
      return !theirs.some((json) => equal(mine, ruleDocument(family, json)))
    })
    const reasons = different.map(({ rule }) => reasonOf(differences, rule))
    console.info(
      `${version}: ${compared.length - different.length} of ${compared.length} equal`,
      count(reasons),
    )
    expect(different.filter(({ rule }) => reasonOf(differences, rule) === undefined)).toEqual([])
  })

  test('that do not load are refused', () => {
    const read = bad.filter((vector) => readVector(vector).reading.document !== undefined)
    const reasons = read.map(({ rule }) => reasonOf(accepted, rule))
    console.info(`${version}: ${bad.length - read.length} of ${bad.length} refused`, count(reasons))
    expect(read.filter(({ rule }) => reasonOf(accepted, rule) === undefined)).toEqual([])
  })
})

interface Dump {
  readonly file: string
  readonly nft: string
  readonly json: unknown
}

describe.skipIf(!present).each(['1.0.6', '1.1.6'])('listings of the suite of %s', (version) => {
  const dumps = present ? vectorsOf<Dump>(`nft-v${version}.shell-dumps.jsonl`) : []

  test('are read', () => {
    const refused = dumps.filter(({ nft }) => readNftText('dump', nft).document === undefined)
    console.info(`${version}: ${dumps.length - refused.length} of ${dumps.length} listings read`)
    expect(refused.filter(({ file }) => reasonOf(dumpRefusals, file) === undefined)).toEqual([])
  })

  test('are what their JSON says', () => {
    const compared = dumps.filter(({ json }) => json !== null)
    const different = compared.filter(({ nft, json }) => {
      const { document } = readNftText('dump', nft)
      return document !== undefined && !equal(document, json)
    })
    const reasons = different.map(({ file }) => reasonOf(dumpDifferences, file))
    console.info(
      `${version}: ${compared.length - different.length} of ${compared.length} equal`,
      count(reasons),
    )
    expect(different.filter(({ file }) => reasonOf(dumpDifferences, file) === undefined)).toEqual(
      [],
    )
  })
})

test('the comparison tells one document from another', () => {
  const document = (text: string) => ruleDocument('ip', readRule(text, 'ip').statements)
  expect(equal(document('tcp dport 22 accept'), document('tcp dport 22 accept'))).toBe(true)
  expect(equal(document('tcp dport 22 accept'), document('tcp dport 23 accept'))).toBe(false)
  expect(equal(document('tcp flags syn'), document('tcp flags == syn'))).toBe(false)
})
