/**
 * Goal: everything that the test suite of iptables takes, and every published save, becomes a machine; how much of it
 * is opaque is counted and printed; large files take no more time than their size asks for.
 * Method: the vectors and the corpus, which are no part of the project, from the folders that NFT_VECTORS_DIR and
 * CORPUS_DIR name; without them the tests say that they are skipped. Generated files for the rest.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RestoreFile } from '../../../src/backends/iptables/index.ts'
import { lowerRestore, readRestore } from '../../../src/backends/iptables/index.ts'
import type { HeldRule, HeldTable, Step } from '../../../src/ruleset/index.ts'
import { machineFields } from '../../../src/ruleset/index.ts'
import { matchCases } from './match-cases.ts'
import { targetCases } from './target-cases.ts'

const vectors = process.env['NFT_VECTORS_DIR']
const corpus = process.env['CORPUS_DIR']
if (!vectors) console.warn('skipped: NFT_VECTORS_DIR names no folder with the vectors of iptables')
if (!corpus) console.warn('skipped: CORPUS_DIR names no folder with published rulesets')

interface Vector {
  readonly file: string
  readonly tools: readonly string[]
  readonly table: string
  readonly chains: readonly string[]
  readonly rule: string
  readonly result: 'OK' | 'FAIL'
}

const rulesOf = (tables: readonly HeldTable[]): readonly HeldRule[] =>
  tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))

const isOpaque = ({ steps }: HeldRule): boolean => steps.some(({ kind }) => kind === 'opaque')

/** What holds of every machine: tests have members of the kind of their fields, jumps lead to chains. */
const faultsOf = (tables: readonly HeldTable[]): readonly string[] =>
  tables.flatMap(({ chains }) => {
    const names = new Set(chains.map(({ name }) => name))
    const doubled = names.size === chains.length ? [] : ['two chains of one name']
    const stepFault = (step: Step): readonly string[] => {
      if (step.kind === 'verdict' && 'chain' in step.verdict)
        return names.has(step.verdict.chain) ? [] : [`no chain ${step.verdict.chain}`]
      if (step.kind !== 'test' || step.among.kind !== 'members') return []
      const [field] = step.key.map((key) => machineFields[key.field])
      const { members } = step.among
      const isName = members.kind === 'names'
      const isRight = members.kind === 'tuples' || (field?.value === 'name') === isName
      const maximum = 1n << BigInt(field?.bits ?? 0)
      const fits = members.kind !== 'numbers' || members.set.every(({ last }) => last < maximum)
      return isRight && fits ? [] : [`a test of ${step.key[0]?.field} with ${members.kind}`]
    }
    return [
      ...doubled,
      ...chains.flatMap(({ rules }) => rules.flatMap(({ steps }) => steps.flatMap(stepFault))),
    ]
  })

const lower = (file: RestoreFile): readonly HeldTable[] =>
  lowerRestore(file, { engine: 'legacy' }).tables

describe.skipIf(!vectors)('the test suite of iptables', () => {
  const read = (name: string): readonly string[] =>
    vectors ? readFileSync(join(vectors, name), 'utf8').trim().split('\n') : []

  test('becomes rules, few of them opaque', () => {
    const counts = { rules: 0, opaque: 0 }
    const opaqueFiles = new Map<string, number>()
    for (const line of read('ipt-v1.8.9.ext.jsonl')) {
      const { file, tools, table, chains, rule, result } = JSON.parse(line) as Vector
      const family = tools.includes('iptables') ? 'ip4' : 'ip6'
      const name = table === '' ? 'filter' : table
      const text = `*${name}\n-A ${chains[0] ?? 'INPUT'} ${rule}\nCOMMIT\n`
      const { value } = readRestore('vector', text, { family })
      if (result !== 'OK' || !value) continue
      const tables = lower(value)
      expect(faultsOf(tables), rule).toEqual([])
      counts.rules += 1
      if (!rulesOf(tables).some(isOpaque)) continue
      counts.opaque += 1
      opaqueFiles.set(file, (opaqueFiles.get(file) ?? 0) + 1)
    }
    console.info(`vectors of iptables: ${counts.rules} rules, ${counts.opaque} opaque`)
    console.info([...opaqueFiles].map(([file, count]) => `${file} ${count}`).join(', '))
    expect(counts.rules).toBeGreaterThan(400)
    expect(counts.opaque).toBeLessThan(counts.rules / 2)
  })

  test('has dumps that become machines', () => {
    for (const line of read('ipt-v1.8.9.dumps.jsonl')) {
      const { text } = JSON.parse(line) as { readonly text: string }
      const { value } = readRestore('dump', text)
      if (!value) continue
      expect(faultsOf(lower(value))).toEqual([])
    }
  })
})

const saves = (): readonly string[] => {
  const folders = corpus ? ['general', 'torifiers'].map((name) => join(corpus, name)) : []
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => /iptables-save$|iptables\.rules$|rules\.v4$/.test(path))
}

describe.skipIf(!corpus)('published saves', () => {
  test.each(saves())('%s', (path) => {
    const text = readFileSync(path, 'utf8')
    const start = process.cpuUsage()
    const { value, diagnostics } = readRestore('save', text, { lenient: true })
    if (!value) {
      console.info(
        `${basename(path)}: refused, ${diagnostics[0]?.code} in line ${diagnostics[0]?.span.start.line}`,
      )
      expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
      return
    }
    const tables = lower(value)
    const { user, system } = process.cpuUsage(start)
    const rules = rulesOf(tables)
    console.info(
      `${basename(path)}: ${rules.length} rules, ${rules.filter(isOpaque).length} opaque, read and lowered in ${((user + system) / 1000).toFixed(0)} ms of the processor`,
    )
    expect(faultsOf(tables)).toEqual([])
  })
})

describe('size', () => {
  test('ten thousand rules are lowered well within a second', () => {
    const rules = Array.from(
      { length: 10_000 },
      (_, index) =>
        `-A U -s 10.${index >> 8}.${index & 255}.0/24 -p tcp -m tcp --dport ${index + 1} -m conntrack --ctstate NEW -j ACCEPT`,
    )
    const { value } = readRestore('large', `*filter\n:U - [0:0]\n${rules.join('\n')}\nCOMMIT\n`)
    if (!value) throw new Error('the file reads')
    // Of the processor, since the machine may have other work.
    const start = process.cpuUsage()
    const tables = lower(value)
    const { user, system } = process.cpuUsage(start)
    const time = (user + system) / 1000
    console.info(`10000 rules lowered in ${time.toFixed(0)} ms of the processor`)
    expect(rulesOf(tables)).toHaveLength(10_000)
    expect(time).toBeLessThan(1000)
  })

  test('what holds in too many ways is opaque, and not forgotten', () => {
    const many = '-m multiport --ports 1 '.repeat(8)
    const { value } = readRestore('wide', `*filter\n-A INPUT -p tcp ${many}-j ACCEPT\nCOMMIT\n`)
    if (!value) throw new Error('the file reads')
    const [rule] = rulesOf(lower(value))
    expect(rule?.steps).toMatchObject([{ kind: 'opaque', mayEnd: true }])
  })
})

describe('any rules', () => {
  const clause = fc.constantFrom(...matchCases.map(([match]) => match))
  const target = fc.constantFrom(...targetCases.map(([rule]) => rule))
  const rule = fc
    .tuple(fc.array(clause, { maxLength: 3 }), target)
    .map(([some, last]) => [...some, last].join(' '))
  const table = fc.constantFrom('filter', 'nat', 'mangle', 'raw', 'security')

  test('that read become a machine whose parts fit together', () => {
    let lowered = 0
    fc.assert(
      fc.property(
        table,
        fc.array(rule, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('ip4', 'ip6'),
        (name, rules, family) => {
          const lines = rules.map((one) => `-A U ${one}`)
          const text = [`*${name}`, ':U - [0:0]', ':W - [0:0]', ...lines, 'COMMIT', ''].join('\n')
          const { value } = readRestore('any', text, { family })
          if (!value) return
          lowered += 1
          expect(faultsOf(lower(value))).toEqual([])
        },
      ),
      { numRuns: 2000 },
    )
    expect(lowered).toBeGreaterThan(50)
  })
})
