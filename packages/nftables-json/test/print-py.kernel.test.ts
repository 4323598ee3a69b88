/**
 * Goal: what is printed as text is what the JSON said, as the kernel has it.
 *
 * Method: each rule of nft's own test suite is loaded as JSON into the tables that the suite names for it, and
 * listed; then it is printed, loaded as text into the same tables and listed again. Both listings must have the
 * same canonical form. The listing itself is printed, loaded and listed once more. Rules that the installed nft
 * or the running kernel refuses as JSON are counted by what it says. Every miss must belong to an explained class.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { canonical, equal } from '../src/canonical/index.ts'
import { print } from '../src/print/index.ts'
import {
  assertFreshNamespace,
  bisect,
  type Item,
  listRuleset,
  loadJson,
  loadText,
  type NftResult,
  readVectors,
} from './print-kernel-lab.ts'
import { explanations, type Miss } from './print-py-misses.ts'

interface PyJson {
  readonly file: string
  readonly rule: string
  readonly json: readonly unknown[]
}

interface PyRule {
  readonly file: string
  readonly rule: string
  readonly result: string
  readonly tables: readonly string[]
  readonly chains: readonly string[]
  readonly setup: readonly string[]
}

/** A rule in one of the tables that the suite names for it. Its name is the comment it carries. */
interface Unit {
  readonly name: string
  readonly vector: PyJson
  readonly object: { readonly family: string; readonly [key: string]: unknown }
}

interface Counts {
  vectors: number
  units: number
  refused: Map<string, number>
  equal: number
  relisted: number
  described: number
  readonly misses: Miss[]
}

const tableName = (table: string) => {
  const [family = '', name = '', chain = ''] = table.split(';')
  return { family, name, chain: chain.split(',')[0] ?? '' }
}

/** The suite's own notation for sets (`!`), elements (`?`) and other objects (`%`). */
function setupLine(line: string, table: string): string | undefined {
  const match = /^([!?%])(\S+) (.*);ok$/.exec(line)
  if (match === null) return undefined
  const [, kind, name, rest = ''] = match
  const { family, name: tableOnly } = tableName(table)
  const path = `${family} ${tableOnly} ${name}`
  if (kind === '?') return `add element ${path} { ${rest} }`
  if (kind === '!') {
    const body = rest.replace(/ (flags|timeout) /g, '; $1 ')
    return `add ${rest.includes(' : ') ? 'map' : 'set'} ${path} { ${body}; }`
  }
  const object = /^type (ct \w+|\w+) ?(.*)$/.exec(rest)
  return object === null ? undefined : `add ${object[1]} ${path} ${object[2]}`
}

/** Set-ups that loaded, as text: a file's tables are made many times over. */
const setUps = new Map<PyRule, string>()

function setUp(rule: PyRule): void {
  const known = setUps.get(rule)
  const text = known ?? `flush ruleset\n${loadableSetup(rule).join('\n')}\n`
  setUps.set(rule, text)
  expect(loadText(text)).toMatchObject({ ok: true })
}

/** The lines of a set-up that the installed nft takes, tried one group after the other. */
function loadableSetup(rule: PyRule): readonly string[] {
  loadText('flush ruleset\n')
  const tables = [...new Set(rule.tables)]
  const lines: string[] = []
  for (const table of tables) {
    const { family, name, chain } = tableName(table)
    const definition = rule.chains.find((line) => line.startsWith(`${chain};`)) ?? ''
    const hook = `{ ${definition.slice(chain.length + 1)}; }`
    const made = [`add table ${family} ${name}`, `add chain ${family} ${name} ${chain}`]
    const created = loadText(`${made.join('\n')} ${hook}\n`)
    if (!created.ok) loadText(`${made.join('\n')}\n`)
    lines.push(`${made.join('\n')}${created.ok ? ` ${hook}` : ''}`)
  }
  const objects = tables.flatMap((table) => rule.setup.map((line) => setupLine(line, table)))
  const loaded = bisect(
    objects.filter((line) => line !== undefined),
    (part) => loadText(`${part.join('\n')}\n`),
  )
  return [...lines, ...loaded.loaded]
}

function unitItems(units: readonly Unit[]): readonly unknown[] {
  return units.map(({ object }) => ({ add: { rule: object } }))
}

function printAndLoad(units: readonly Unit[]): NftResult {
  const printed = print({ nftables: unitItems(units) })
  if ('problems' in printed) {
    const [{ path, message }] = printed.problems
    return {
      ok: false,
      output: '',
      error: `not printed: ${message} at ${path.replace(/\d+/g, 'N')}`,
    }
  }
  return loadText(printed.text)
}

/** Rules of the listing by the comment that names their unit. */
function listedRules(): ReadonlyMap<string, Item> {
  const listing = listRuleset()
  const rules = new Map<string, Item>()
  for (const item of listing?.nftables ?? []) {
    if (item.rule?.comment !== undefined) rules.set(item.rule.comment, item)
  }
  return rules
}

/** Loads units that may stand in each other's way: what is refused beside others gets a set-up of its own. */
function loadAll(
  rule: PyRule,
  units: readonly Unit[],
  load: (units: readonly Unit[]) => NftResult,
): {
  readonly listed: ReadonlyMap<string, Item>
  readonly refused: readonly (readonly [Unit, string])[]
} {
  setUp(rule)
  const first = bisect(units, load)
  const listed = new Map(listedRules())
  const refused: (readonly [Unit, string])[] = []
  for (const [unit, error] of first.refused) {
    if (!/File exists|busy/i.test(error)) {
      refused.push([unit, error])
      continue
    }
    setUp(rule)
    const alone = load([unit])
    const item = alone.ok ? listedRules().get(unit.name) : undefined
    if (item === undefined) refused.push([unit, alone.ok ? 'not listed' : error])
    else listed.set(unit.name, item)
  }
  return { listed, refused }
}

/** What nft says about a rule, without what differs from rule to rule. */
function refusalClass(error: string): string {
  return error
    .replace(/^.*?Error: /, '')
    .replace(/[‘'"“].*?[’'"”]/g, '…')
    .replace(/\d+/g, 'N')
    .slice(0, 90)
}

function runGroup(rule: PyRule, units: readonly Unit[], counts: Counts): void {
  const json = loadAll(rule, units, (part) => loadJson(unitItems(part)))
  for (const [, error] of json.refused) {
    const reason = refusalClass(error)
    counts.refused.set(reason, (counts.refused.get(reason) ?? 0) + 1)
  }
  const accepted = units.filter((unit) => json.listed.has(unit.name))
  const text = loadAll(rule, accepted, printAndLoad)
  const refused = new Map(text.refused.map(([unit, error]) => [unit.name, error] as const))
  for (const unit of accepted) {
    const detail = compare(json.listed.get(unit.name), text.listed.get(unit.name))
    const error = refused.get(unit.name)
    if (detail === undefined) counts.equal += 1
    else counts.misses.push({ kind: 'text', rule: unit.vector.rule, detail: error ?? detail })
    if (describes(unit, json.listed.get(unit.name))) counts.described += 1
    else counts.misses.push(undescribed(unit, json.listed.get(unit.name)))
  }
  relist(rule, accepted, json.listed, counts)
}

function undescribed(unit: Unit, item: Item | undefined): Miss {
  const sides = [ruleOf({ rule: unit.object }), ruleOf(item)]
  return {
    kind: 'describe',
    rule: `${unit.object.family}: ${unit.vector.rule}`,
    detail: sides.map((side) => JSON.stringify(side)).join('  |  '),
  }
}

function ruleOf(item: unknown): unknown {
  return canonical({ nftables: [item] })
}

function describes(unit: Unit, item: Item | undefined): boolean {
  return equal({ nftables: [{ rule: unit.object }] }, { nftables: [item] })
}

function compare(before: Item | undefined, after: Item | undefined): string | undefined {
  if (before === undefined || after === undefined) return 'not listed'
  if (equal({ nftables: [before] }, { nftables: [after] })) return undefined
  return `${JSON.stringify(before.rule?.expr)}  |  ${JSON.stringify(after.rule?.expr)}`
}

/** Prints what nft listed, and compares what nft lists of that. */
function relist(
  rule: PyRule,
  units: readonly Unit[],
  listed: ReadonlyMap<string, Item>,
  counts: Counts,
): void {
  const again = units.map((unit): Unit => {
    const item = listed.get(unit.name)
    return { ...unit, object: { ...unit.object, expr: item?.rule?.expr ?? [] } }
  })
  const loaded = loadAll(rule, again, printAndLoad)
  const refused = new Map(loaded.refused.map(([unit, error]) => [unit.name, error] as const))
  for (const unit of again) {
    const detail = compare(listed.get(unit.name), loaded.listed.get(unit.name))
    if (detail === undefined) counts.relisted += 1
    else {
      const error = refused.get(unit.name)
      counts.misses.push({ kind: 'relist', rule: unit.vector.rule, detail: error ?? detail })
    }
  }
}

function run(version: string): Counts | undefined {
  const vectors = readVectors<PyJson>(`nft-v${version}.py-json.jsonl`)
  const rules = readVectors<PyRule>(`nft-v${version}.py-rules.jsonl`)
  if (vectors === undefined || rules === undefined) return undefined
  const counts: Counts = {
    ...{ vectors: vectors.length, units: 0, refused: new Map(), equal: 0, relisted: 0 },
    ...{ described: 0, misses: [] },
  }
  for (const file of new Set(vectors.map((vector) => vector.file))) {
    const group = vectors.filter((vector) => vector.file === file)
    const own = rules.filter((rule) => rule.file === file && rule.result === 'ok')
    const [any] = own
    if (any === undefined) throw new Error(`no set-up for ${file}`)
    const units = group.flatMap((vector) => {
      const rule = own.find((candidate) => candidate.rule === vector.rule) ?? any
      return rule.tables.map((table): Unit => {
        const { family, name, chain } = tableName(table)
        counts.units += 1
        const unit = `u${counts.units}`
        const object = { family, table: name, chain, expr: vector.json, comment: unit }
        return { name: unit, vector, object }
      })
    })
    const tables = [...new Set(own.flatMap((rule) => rule.tables))]
    const setup = [...new Set(own.flatMap((rule) => rule.setup))]
    const chains = [...new Set(own.flatMap((rule) => rule.chains))]
    runGroup({ ...any, tables, setup, chains }, units, counts)
  }
  return counts
}

beforeAll(assertFreshNamespace)

describe.each(['1.0.6', '1.1.6'])("rules of nft %s's test suite", (version) => {
  it('print, load and list back as what the JSON says', () => {
    const counts = run(version)
    if (counts === undefined) {
      console.warn('SKIPPED: NFT_VECTORS_DIR is not set, no vectors to print')
      return
    }
    const refused = [...counts.refused.values()].reduce((a, b) => a + b, 0)
    const taken = counts.units - refused
    console.log(
      `nft ${version} py-json: ${counts.vectors} rules, ${counts.units} with their tables; ` +
        `JSON refused ${refused}, taken ${taken}; printed+loaded+equal ${counts.equal}; ` +
        `listing printed+loaded+equal ${counts.relisted}; input canonically equal to its listing ${counts.described}`,
    )
    for (const [reason, n] of counts.refused) console.log(`  refused ${n}: ${reason}`)
    for (const { why, matches } of explanations) {
      const known = counts.misses.filter(matches)
      if (known.length > 0) console.log(`  explained ${known.length}: ${why}`)
    }
    const unexplained = counts.misses.filter(
      (miss) => !explanations.some((known) => known.matches(miss)),
    )
    for (const miss of unexplained)
      console.log(`  MISS ${miss.kind}: ${miss.rule}\n      ${miss.detail}`)
    expect(taken).toBeGreaterThan(0)
    expect(unexplained).toEqual([])
  })
})
