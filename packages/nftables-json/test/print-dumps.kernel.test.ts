/**
 * Goal: whole rulesets print as text that says what their JSON said.
 *
 * Method: nft's own test suite has dumps of rulesets as JSON and as text, side by side. Each is loaded as JSON,
 * listed, printed, loaded as text and listed again; the listings must have the same canonical form, and so must
 * the listing of the dump's own text, where the installed nft takes both.
 * The listing is printed and loaded once more. nft runs as a child with a time limit: two of these crash 1.0.6.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { equal } from '../src/canonical/index.ts'
import { print } from '../src/print/index.ts'
import { explanations, type Miss } from './print-dump-misses.ts'
import {
  assertFreshNamespace,
  listRuleset,
  loadJson,
  loadText,
  type NftResult,
  readVectors,
} from './print-kernel-lab.ts'

interface Dump {
  readonly file: string
  readonly nft: string | null
  readonly json: { readonly nftables: readonly unknown[] } | null
}

interface Counts {
  total: number
  withJson: number
  refused: Map<string, string[]>
  equal: number
  relisted: number
  ownText: number
  ownTextTaken: number
  readonly misses: Miss[]
}

/** Loads into an empty ruleset and lists; text for the reason where that fails. */
function loadAndList(load: () => NftResult): { readonly nftables: readonly unknown[] } | string {
  loadText('flush ruleset\n')
  const loaded = load()
  if (!loaded.ok) return loaded.error
  return listRuleset() ?? 'nft cannot list what it loaded'
}

function loadPrinted(document: unknown): NftResult {
  const printed = print(document)
  if ('text' in printed) return loadText(printed.text)
  const [{ path, message }] = printed.problems
  return { ok: false, output: '', error: `not printed: ${message} at ${path}` }
}

function judge(dump: Dump, json: NonNullable<Dump['json']>, counts: Counts): void {
  const fromJson = loadAndList(() => loadJson(json.nftables))
  const fromText = loadAndList(() => loadPrinted(json))
  const own = dump.nft === null ? 'no text' : loadAndList(() => loadText(dump.nft ?? ''))
  const miss = (kind: Miss['kind'], detail: string) => {
    counts.misses.push({ kind, file: dump.file.replace(/^.*testcases\//, ''), detail })
  }
  if (typeof own !== 'string') {
    counts.ownTextTaken += 1
    if (typeof fromText === 'string') miss('own text', fromText)
    else if (equal(own, fromText)) counts.ownText += 1
    else miss('own text', difference(own, fromText))
  }
  if (typeof fromJson === 'string') {
    const reason = fromJson.replace(/\d+/g, 'N').slice(0, 70)
    counts.refused.set(reason, [...(counts.refused.get(reason) ?? []), dump.file])
    return
  }
  if (typeof fromText === 'string') miss('text', fromText)
  else if (equal(fromJson, fromText)) counts.equal += 1
  else miss('text', difference(fromJson, fromText))
  const again = loadAndList(() => loadPrinted(fromJson))
  if (typeof again === 'string') miss('relist', again)
  else if (equal(fromJson, again)) counts.relisted += 1
  else miss('relist', difference(fromJson, again))
}

/** The items that only one of two listings has. */
function difference(
  a: { readonly nftables: readonly unknown[] },
  b: { readonly nftables: readonly unknown[] },
): string {
  const only = (left: readonly unknown[], right: readonly unknown[]) =>
    left
      .filter((x) => !right.some((y) => equal({ nftables: [x] }, { nftables: [y] })))
      .map((x) => JSON.stringify(x))
  return `${only(a.nftables, b.nftables).join(' ')}  |  ${only(b.nftables, a.nftables).join(' ')}`
}

beforeAll(assertFreshNamespace)

describe.each(['1.0.6', '1.1.6'])("dumps of nft %s's test suite", (version) => {
  it('print, load and list back as what the JSON says', () => {
    const dumps = readVectors<Dump>(`nft-v${version}.shell-dumps.jsonl`)
    if (dumps === undefined) {
      console.warn('SKIPPED: NFT_VECTORS_DIR is not set, no dumps to print')
      return
    }
    const counts: Counts = {
      ...{ total: dumps.length, withJson: 0, refused: new Map(), equal: 0 },
      ...{ relisted: 0, ownText: 0, ownTextTaken: 0, misses: [] },
    }
    for (const dump of dumps) {
      if (dump.json === null) continue
      counts.withJson += 1
      judge(dump, dump.json, counts)
    }
    if (counts.withJson === 0) {
      console.warn(`SKIPPED: none of the ${dumps.length} dumps of nft ${version} has JSON`)
      return
    }
    loadText('flush ruleset\n')
    const refused = [...counts.refused.values()].flat().length
    const taken = counts.withJson - refused
    console.log(
      `nft ${version} shell-dumps: ${counts.total} dumps, ${counts.withJson} with JSON; JSON refused ${refused}, ` +
        `taken ${taken}; printed+loaded+equal ${counts.equal}; listing printed+loaded+equal ${counts.relisted}; ` +
        `equal to the dump's own text ${counts.ownText} of ${counts.ownTextTaken} that load`,
    )
    for (const [reason, files] of counts.refused)
      console.log(`  refused ${files.length}: ${reason}`)
    for (const { why, matches } of explanations) {
      const known = counts.misses.filter(matches)
      if (known.length > 0) console.log(`  explained ${known.length}: ${why}`)
    }
    const unexplained = counts.misses.filter((miss) => {
      return !explanations.some(({ matches }) => matches(miss))
    })
    for (const { kind, file, detail } of unexplained) {
      console.log(`  MISS ${kind}: ${file}\n      ${detail}`)
    }
    expect(unexplained).toEqual([])
    expect(counts.equal + counts.misses.length).toBeGreaterThanOrEqual(taken)
  })
})
