/**
 * Goal: the reader takes whatever nft's own test suite prints, and loses nothing of it; the strict writer's refusals
 * are each of a class that is explained.
 * Method: every block of the vectors is read and printed back; 1.0.6 blocks are checked for writing, and each refusal
 * must fall into a class named below. Counts are printed. Skipped, and said so, without NFT_VECTORS_DIR.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check, type NftVersion, read, stringify, type WriteError } from '../src/index.ts'

const directory = process.env['NFT_VECTORS_DIR'] ?? ''
const present = existsSync(directory)
if (!present) console.warn('vectors.test.ts skipped: NFT_VECTORS_DIR names no directory')

interface Vector {
  readonly file: string
  readonly rule?: string
  readonly json: unknown
  readonly json_out?: unknown
  readonly json_in?: unknown
}

function vectorsOf(file: string): readonly Vector[] {
  const lines = readFileSync(join(directory, file), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

/** A block is a rule's statements, or a whole document. */
function documentOf(json: unknown): unknown {
  if (!Array.isArray(json)) return json
  const rule = { family: 'ip', table: 't', chain: 'c', expr: json }
  return { nftables: [{ add: { rule } }] }
}

const files = [
  'nft-v1.0.6.py-json.jsonl',
  'nft-v1.1.6.py-json.jsonl',
  'nft-v1.0.6.py-rules.jsonl',
  'nft-v1.1.6.py-rules.jsonl',
  'nft-v1.0.6.shell-dumps.jsonl',
  'nft-v1.1.6.shell-dumps.jsonl',
] as const

describe.skipIf(!present)('the vectors are read without loss', () => {
  test.each(files)('%s', (file) => {
    let blocks = 0
    const notUnderstood: string[] = []
    for (const vector of vectorsOf(file)) {
      for (const json of [vector.json, vector.json_in, vector.json_out]) {
        if (json === null || json === undefined) continue
        blocks += 1
        const document = documentOf(json)
        const result = read(JSON.stringify(document))
        if (result.document === undefined) throw new Error(`${vector.file}: no document`)
        expect(JSON.parse(stringify(result.document)), vector.rule ?? vector.file).toEqual(document)
        for (const { code, pointer } of result.diagnostics)
          notUnderstood.push(`${vector.file} ${vector.rule ?? ''}: ${code} ${pointer}`)
      }
    }
    const texts = file.includes('1.0.6.shell') ? ' (its dumps have no JSON)' : ''
    console.log(`${file}: ${blocks} blocks read${texts}, ${notUnderstood.length} not understood`)
    expect(notUnderstood).toEqual([])
    if (texts === '') expect(blocks).toBeGreaterThan(200)
  })
})

/** Why the strict writer refuses what nft's test suite says: the first class whose test holds. */
const classes: readonly (readonly [
  why: string,
  test: (error: WriteError, value: unknown) => boolean,
])[] = [
  ['newer than the target', ({ code }) => code === 'target-too-old'],
  [
    'a number as a text: the same number is one',
    (_, value) => /^(0x)?[0-9a-f]+$/i.test(String(value)) && typeof value === 'string',
  ],
  ['flags that are no array', ({ pointer }) => /flags$/.test(pointer)],
  ['a list compared as a whole with a bit field', ({ code }) => code === 'list-compared-as-whole'],
  ['a service by name', ({ code }) => code === 'resolved-by-services'],
  ['a symbol from a file of the machine', ({ code }) => code === 'resolved-by-machine'],
  ['a symbol that is not in every table', ({ code }) => code === 'unknown-symbol'],
  ['an address in another form', ({ code }) => code === 'resolved-by-dns'],
  ['a handle, as listings have it', ({ pointer }) => /handle$/.test(pointer)],
  [
    'a form that the types leave out: `in` with a set, arithmetic with texts, `ct` keys without direction, ...',
    ({ code }) => code === 'shape',
  ],
]

describe.skipIf(!present)('the strict writer', () => {
  const cases: readonly (readonly [string, NftVersion, number])[] = [
    ['nft-v1.0.6.py-json.jsonl', '1.0.6', 0.9],
    ['nft-v1.1.6.py-json.jsonl', '1.1.6', 0.9],
  ]
  test.each(cases)(
    'takes most of %s for %s, and each refusal has its class',
    (file, target, least) => {
      const counts = new Map<string, number>()
      const vectors = vectorsOf(file)
      let taken = 0
      for (const { json } of vectors) {
        const document = documentOf(json)
        const [error] = check(document, target)
        if (error === undefined) taken += 1
        else count(counts, classOf(error, document))
      }
      const lines = [...counts].sort((a, b) => b[1] - a[1]).map(([why, n]) => `  ${n} ${why}`)
      console.log(
        [`${file}: ${taken} of ${vectors.length} can be written for ${target}`, ...lines].join(
          '\n',
        ),
      )
      expect(taken / vectors.length).toBeGreaterThan(least)
      expect(counts.get('unexplained')).toBeUndefined()
    },
  )
})

function classOf(error: WriteError, document: unknown): string {
  const value = valueAt(document, error.pointer)
  return classes.find(([, holds]) => holds(error, value))?.[0] ?? 'unexplained'
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function valueAt(document: unknown, pointer: string): unknown {
  let value = document
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }
  return value
}
