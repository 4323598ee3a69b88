/**
 * Goal: what an admitted policy compiles to is taken by the tools that load it; loading it twice is loading it once;
 * nft's text and nft's JSON are one ruleset.
 * Method: documents from `policyDocument`; real nft, iptables, ip6tables and arptables, legacy and nft variants, in the
 * namespace that this test runs in, which has to be a fresh one.
 */
import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import fc from 'fast-check'
import { canonical, read } from 'nftables-json'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Target } from '../../src/artefacts/index.ts'
import { compile } from '../../src/artefacts/index.ts'
import { fillLines } from '../../src/backends/fill.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import { givenSeed } from '../support/seed.ts'
import { policyDocument } from './arbitraries/policy.ts'

const runs = { numRuns: process.env['CI'] ? 40 : 15, seed: givenSeed() }
const address = '10.137.0.1'

const run = (command: string, args: readonly string[], input = '') => {
  const result = spawnSync(command, args, { input, encoding: 'utf8', timeout: 20_000 })
  return { code: result.status, stdout: result.stdout, stderr: result.stderr }
}

/** A load that has to work: what the tool said goes into the failure. */
const load = (command: string, args: readonly string[], text: string): void => {
  const { code, stderr } = run(command, args, text)
  expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({
    command,
    code: 0,
    stderr: '',
  })
}

const artefactsOf = (document: PolicyDocument): ReadonlyMap<Target, string> => {
  const { value } = definePolicy(document)
  const artefacts = (value && compile(value.gateway).value?.artefacts) ?? []
  expect(artefacts.length).toBeGreaterThan(0)
  return new Map(
    artefacts.map(({ target, text }) => [target, fillLines(text, 'client_facing', [address])]),
  )
}

/** JSON goes by a file: of a pipe that holds broken JSON, nft loads nothing and calls it a success. */
const fromFile = 'f=$(mktemp) && cat > "$f" && nft -j -f "$f"; r=$?; rm -f "$f"; exit $r'
const loadNft = (text: string, json = false): void =>
  load('sh', ['-c', json ? fromFile : 'nft -f -'], text)

/** What the kernel holds, in the one form that equal rulesets have. */
const held = (): unknown =>
  canonical(read(run('nft', ['-j', '-s', 'list', 'ruleset']).stdout).document)

beforeAll(() => {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo')
  if (others.length > 0) throw new Error('this test loads rules: run it in a fresh namespace')
})
afterEach(() => {
  run('nft', ['flush', 'ruleset'])
})

test('nft loads the text, twice as once', () => {
  fc.assert(
    fc.property(policyDocument, (document) => {
      const text = artefactsOf(document).get('nft') ?? ''
      loadNft(text)
      const once = held()
      loadNft(text)
      expect(held()).toEqual(once)
      run('nft', ['flush', 'ruleset'])
    }),
    runs,
  )
})

test('text and JSON list back the same', () => {
  fc.assert(
    fc.property(policyDocument, (document) => {
      const { value } = definePolicy(document)
      const artefacts = (value && compile(value.gateway).value?.artefacts) ?? []
      const textOf = (target: Target) => artefacts.find((each) => each.target === target)?.text
      loadNft(textOf('nft') ?? '')
      const fromText = held()
      run('nft', ['flush', 'ruleset'])
      loadNft(textOf('nft-json') ?? '', true)
      expect(held()).toEqual(fromText)
      run('nft', ['flush', 'ruleset'])
    }),
    runs,
  )
})

test('the jump into Qubes’ table is made once, and what the user wrote there stays', () => {
  const user =
    'add table ip qubes; add chain ip qubes custom-input; add rule ip qubes custom-input tcp dport 22 accept'
  for (const target of ['custom-input', 'custom-input-json'] as const) {
    const json = target === 'custom-input-json'
    loadNft(user)
    const text = artefactsOf({ version: 1 }).get(target) ?? ''
    loadNft(text, json)
    const once = held()
    expect(() => loadNft(text, json)).toThrow()
    expect(held()).toEqual(once)
    const listed = run('nft', ['list', 'chain', 'ip', 'qubes', 'custom-input']).stdout
    expect(listed.match(/jump/g)).toHaveLength(1)
    expect(listed).toContain('tcp dport 22 accept')
    run('nft', ['flush', 'ruleset'])
  }
})

const restores = [
  ['iptables', 'iptables-legacy-restore'],
  ['iptables', 'iptables-nft-restore'],
  ['ip6tables', 'ip6tables-legacy-restore'],
  ['ip6tables', 'ip6tables-nft-restore'],
  ['arptables', 'arptables-nft-restore'],
] as const satisfies readonly (readonly [Target, string])[]

const withIptables = policyDocument.filter(({ environment }) =>
  ['qubes-3', 'standalone'].includes(environment ?? 'qubes-4'),
)

const saved = (restore: string): string =>
  run(restore.replace('-restore', '-save'), [])
    .stdout.split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')

test.each(restores)('%s loads by %s, twice as once', (target, restore) => {
  fc.assert(
    fc.property(withIptables, (document) => {
      const text = artefactsOf(document).get(target) ?? ''
      load(restore, [], text)
      const once = saved(restore)
      load(restore, [], text)
      expect(saved(restore)).toEqual(once)
    }),
    runs,
  )
})
