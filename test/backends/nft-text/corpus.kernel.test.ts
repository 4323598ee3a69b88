/**
 * Goal: of rulesets that other people published, what nft loads is read, and what nft refuses for its text is refused.
 * Method: `nft -c` in a fresh network namespace judges each file; a refusal of nft that only the machine decides
 * (an interface, a user, an object or a file that is not there) is no judgement on the text. Verdicts are printed.
 * Then each file that loads is loaded there, and every rule of nft's own JSON listing is the rule that was read, in
 * canonical form; but for chains in place, which nft's JSON shows as a string.
 * Skipped, and said so, without CORPUS_DIR or without nft and namespaces.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadItem } from 'nftables-json'
import { describe, expect, test } from 'vitest'
import { canonical } from '../../../packages/nftables-json/src/canonical/index.ts'
import { readNftText } from '../../../src/backends/nftables/read/text/index.ts'

const directory = process.env['CORPUS_DIR'] ?? ''
const judge = (path: string) =>
  spawnSync('unshare', ['-n', 'nft', '-c', '-f', path], { encoding: 'utf8', timeout: 20_000 })
const able = existsSync(directory) && judge('/dev/null').status === 0
if (!able) console.warn('nft-text corpus skipped: it needs CORPUS_DIR, nft and network namespaces')

const files = able
  ? ['nft', 'qubes', 'torifiers'].flatMap((folder) => {
      return readdirSync(join(directory, folder))
        .filter((name) => /\.nft/.test(name))
        .map((name) => `${folder}/${name}`)
    })
  : []

/** What only the machine can decide, and what only releases before 1.0.8 refuse (`dstnat` at output). */
const notTheText =
  /Interface does not exist|User does not exist|No such file or directory|Could not process rule|invalid priority expression/

describe.skipIf(!able)('published rulesets', () => {
  test.each(files)('%s', (name) => {
    const path = join(directory, name)
    const { document, diagnostics } = readNftText(name, readFileSync(path, 'utf8'))
    const { status, stderr } = judge(path)
    const error = diagnostics.find(({ severity }) => severity === 'error')
    const [reason = ''] = stderr.split('\n')
    const where = error?.span?.start
    console.info(
      `${name}: ${status === 0 ? 'loads' : 'does not load'}, ` +
        (error === undefined ? 'read' : `refused: ${error.code} ${where?.line}:${where?.column}`),
    )
    if (status === 0) expect(error).toBeUndefined()
    else if (!notTheText.test(reason)) expect(document).toBeUndefined()
  })

  test('there were some of each', () => expect(files.length).toBeGreaterThan(80))
})

/** Loads a file in a namespace of its own and lists what is there; undefined where it does not load. */
function listing(path: string): { readonly nftables: readonly ReadItem[] } | undefined {
  const script = 'nft -f "$1" > /dev/null 2>&1 && nft -j list ruleset'
  const { status, stdout } = spawnSync('unshare', ['-n', 'sh', '-c', script, 'sh', path], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 28,
  })
  return status === 0 ? JSON.parse(stdout) : undefined
}

/** The rules that are there at the end, by chain, in canonical form; chains in place aside. */
function rulesOf(items: readonly ReadItem[]): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, string[]>()
  for (const item of items) {
    const object = 'add' in item ? item.add : 'insert' in item ? item.insert : item
    if ('flush' in item && 'ruleset' in item.flush) chains.clear()
    if ('delete' in item && 'table' in item.delete) forget(chains, item.delete.table)
    if ('flush' in item && 'table' in item.flush) forget(chains, item.flush.table)
    if (!('rule' in object)) continue
    const { handle: _handle, index: _index, ...rule } = object.rule
    const key = `${rule.family} ${rule.table} ${rule.chain}`
    const rules = chains.get(key) ?? []
    const inPlace = rule.expr?.some((node) => typeof node === 'string' || 'opaque' in node) === true
    const text = inPlace ? 'a chain in place' : JSON.stringify(canonical({ nftables: [{ rule }] }))
    if ('insert' in item) rules.unshift(text)
    else rules.push(text)
    chains.set(key, rules)
  }
  return chains
}

function forget(
  chains: Map<string, string[]>,
  table: { readonly family?: string; readonly name?: string } | null,
): void {
  for (const key of chains.keys()) {
    if (key.startsWith(`${table?.family} ${table?.name} `)) chains.delete(key)
  }
}

describe.skipIf(!able)('what nft lists after loading is what was read', () => {
  let rules = 0
  test.each(files)('%s', (name) => {
    const path = join(directory, name)
    const { document } = readNftText(name, readFileSync(path, 'utf8'))
    const listed = document === undefined ? undefined : listing(path)
    if (document === undefined || listed === undefined) return
    const theirs = rulesOf(listed.nftables)
    rules += [...theirs.values()].flat().length
    expect(rulesOf(document.nftables)).toEqual(theirs)
  })

  test('there were many', () => {
    console.info(`${rules} rules of published rulesets are as nft lists them`)
    expect(rules).toBeGreaterThan(1000)
  })
})
