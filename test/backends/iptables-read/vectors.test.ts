/**
 * Goal: what the test suite of iptables 1.8.9 takes is read and printed as iptables-save prints it; what it refuses is
 * refused; whole dumps and published rulesets are read.
 * Method: the vectors and the corpus, which are no part of the project, from the folders that NFT_VECTORS_DIR and
 * CORPUS_DIR name. Without them the tests say that they are skipped. What differs has to be in a class named here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RestoreFile } from '../../../src/backends/iptables/read/index.ts'
import {
  readRestore,
  restoreFileText,
  saveText,
} from '../../../src/backends/iptables/read/index.ts'

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
  readonly save: string
  readonly result: 'OK' | 'FAIL'
}

const linesOf = (name: string): readonly string[] =>
  vectors ? readFileSync(join(vectors, name), 'utf8').trim().split('\n') : []

/** Extensions that are kept as text: neither their faults are found, nor is their text made canonical. */
const opaque =
  /-[mj] (cluster|dst|hbh|ipcomp|ipv6header|ipvs|mh|policy|srh|CLUSTERIP|HMARK|IDLETIMER|LED|SNPT)\b/

/** Why iptables refuses what the reader takes: it asks the kernel or the machine for something that is not there. */
const refusedByMachine: Readonly<Record<string, string>> = {
  '-j SET --add-set foo src,dst': 'the set is not there',
  '-m nfacct --nfacct-name wrong': 'the accounting object is not there',
  '-m recent --rcheck --hitcount 999 --name foo --mask 255.255.255.255 --rsource':
    'the module of that kernel remembers fewer packets',
}

/** The suite runs what is of both families with addresses of IPv4 alone. */
const isOfIPv4 = ({ rule, file }: Vector): boolean =>
  /[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/.test(rule) || /connlimit|recent/.test(file)

const count = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}

const isOpaque = (file: RestoreFile): boolean =>
  file.tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(
        ({ matches, target }) =>
          target.kind === 'opaque-target' || matches.some(({ kind }) => kind === 'opaque-match'),
      ),
    ),
  )

/** What a vector comes to, in one word, and where it differs for no reason that is known. */
const judge = (
  vector: Vector,
  family: 'ip4' | 'ip6',
  chain: string,
): readonly [string, string?] => {
  const text = `*${vector.table}\n-A ${chain} ${vector.rule}\nCOMMIT\n`
  const { value, diagnostics } = readRestore('vector', text, { family })
  const wrong = `${vector.file}: ${vector.rule} (${diagnostics[0]?.message ?? ''})`
  if (vector.result === 'FAIL') {
    if (!value) return ['refused, as it must be']
    if (opaque.test(vector.rule)) return ['not refused: opaque']
    return refusedByMachine[vector.rule]
      ? ['not refused: asks the machine']
      : ['not refused', wrong]
  }
  const asIPv4 = family === 'ip6' && isOfIPv4(vector)
  if (!value) return asIPv4 ? ['refused: IPv4 in IPv6'] : ['refused', wrong]
  const head = `-A ${chain} `
  const saved = saveText(value)
    .split('\n')
    .find((line) => line.startsWith(head))
    ?.slice(head.length)
  const kind = isOpaque(value) ? 'opaque' : 'typed'
  if (saved === vector.save) return [`read, ${kind}, printed as iptables-save does`]
  if (kind === 'opaque') return ['read, opaque, printed as it was']
  return asIPv4 ? ['printed with masks of IPv6'] : ['printed otherwise', `${wrong} as ${saved}`]
}

describe.skipIf(!vectors)('the suite of iptables', () => {
  const all = linesOf('ipt-v1.8.9.ext.jsonl').map((line): Vector => JSON.parse(line))

  test.each([
    ['iptables', 'ip4'],
    ['ip6tables', 'ip6'],
  ] as const)('%s', (tool, family) => {
    const counts: Record<string, number> = {}
    const differing: string[] = []
    for (const vector of all.filter(({ tools }) => tools.includes(tool)))
      for (const chain of vector.chains) {
        const [kind, wrong] = judge(vector, family, chain)
        count(counts, `${vector.result}: ${kind}`)
        if (wrong !== undefined) differing.push(wrong)
      }
    console.info(`${tool}: rules in chains`, counts)
    expect(Object.keys(counts).length).toBeGreaterThan(3)
    expect(differing).toEqual([])
  })
})

/** The tree as text, places aside: they are all that writing and reading again may change. */
const shape = (value: unknown): string =>
  JSON.stringify(value, (key, part) => {
    if (key === 'place') return undefined
    return typeof part === 'bigint' ? `${part}` : part
  })

const readAgain = (file: RestoreFile): RestoreFile | undefined =>
  readRestore('again', restoreFileText(file), { family: file.family, lenient: true }).value

describe.skipIf(!vectors)('dumps of iptables-save', () => {
  const dumps = linesOf('ipt-v1.8.9.dumps.jsonl').map(
    (line): { readonly file: string; readonly text: string } => JSON.parse(line),
  )
  const texts = dumps.filter(({ file }) => !file.endsWith('.xml'))

  test.each(texts)('$file', ({ text }) => {
    const { value } = readRestore('dump', text)
    const lines = (from: string) =>
      from.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(value && lines(restoreFileText(value))).toEqual(
      lines(text).map((line) => line.trimEnd()),
    )
  })
})

describe.skipIf(!corpus)('published rulesets', () => {
  const files = (folder: string) =>
    corpus && existsSync(join(corpus, folder))
      ? readdirSync(join(corpus, folder))
          .filter((name) => !name.includes('nft'))
          .map((name) => join(corpus, folder, name))
      : []

  test.each([...files('general'), ...files('torifiers')])('%s', (path) => {
    const text = readFileSync(path, 'utf8')
    const options = path.includes('ip6tables') ? ({ family: 'ip6' } as const) : {}
    const strict = readRestore('published', text, options)
    const codes = [...new Set(strict.diagnostics.map(({ code }) => code))]
    // It holds literals of IPv4: `does not load, so everything escapes`.
    if (path.includes('ip6tables'))
      expect([strict.value, codes]).toEqual([undefined, ['iptables-wrong-family']])
    // Somebody has put XX in place of the addresses, and a range of ports upside down.
    else if (path.includes('tum-'))
      expect([strict.value, codes]).toEqual([undefined, ['iptables-value']])
    else expect(strict.value).toBeDefined()
    if (path.includes('ip6tables')) return
    const { value } = readRestore('published', text, { ...options, lenient: true })
    const rules =
      value?.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules)) ?? []
    const unknown = rules.flatMap(({ matches }) =>
      matches.filter(({ kind }) => kind === 'opaque-match'),
    )
    console.info(
      `${path.split('/').at(-1)}: ${rules.length} rules, ${unknown.length} opaque matches`,
    )
    expect(shape(value && readAgain(value)?.tables)).toBe(shape(value?.tables))
  })
})
