/**
 * Goal: real iptables agrees with the reader: what the reader refuses does not load, what it takes loads, and what it
 * says a file comes to is what iptables-save prints once the file is loaded.
 * Method: every case of cases.ts, our fixtures and files of random rules are given to iptables-legacy-restore and
 * iptables-nft-restore in a fresh network namespace. Run as `unshare -n -m npx vitest run --project kernel FILE`.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readRestore, saveText } from '../../../src/backends/iptables/read/index.ts'
import { restoreText } from '../../properties/arbitraries/iptables-text.ts'
import { givenSeed } from '../../support/seed.ts'
import { cases } from './cases.ts'

/**
 * Rules must never be loaded where the machine's own traffic passes: a fresh namespace holds the loopback interface and
 * those that a kernel makes by itself, and nothing has ever passed any of them.
 */
const assertFreshNamespace = (): void => {
  const lines = readFileSync('/proc/self/net/dev', 'utf8').trim().split('\n').slice(2)
  const used = lines.filter((line) => {
    const [name = '', counters = ''] = line.split(':')
    const isOwn = /^(lo|tunl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|sit0|ip6tnl0|ip6gre0)$/
    return !isOwn.test(name.trim()) || /[1-9]/.test(counters)
  })
  if (lines.length === 0 || used.length > 0)
    throw new Error(
      `not a fresh network namespace, run it by \`unshare -n -m\`: ${used.join(', ')}`,
    )
}

type Family = 'ip4' | 'ip6'
type Variant = 'legacy' | 'nft'

const tool = (family: Family, variant: Variant, what: 'restore' | 'save'): string =>
  `${family === 'ip4' ? 'iptables' : 'ip6tables'}-${variant}-${what}`

const run = (command: string, arguments_: readonly string[], input: string) => {
  const { status, stdout, stderr, error } = spawnSync(command, arguments_, {
    input,
    encoding: 'utf8',
    timeout: 10_000,
  })
  if (error) throw error
  return { status, stdout, stderr }
}

const load = (family: Family, variant: Variant, text: string) =>
  run(tool(family, variant, 'restore'), [], text)

/** Leaves every table empty, so that no case sees another one's chains. */
const clear = (family: Family): void => {
  const tables = ['raw', 'mangle', 'nat', 'filter']
  for (const variant of ['legacy', 'nft'] as const)
    load(family, variant, tables.map((name) => `*${name}\nCOMMIT\n`).join(''))
}

beforeAll(assertFreshNamespace)

describe('each of the cases', () => {
  test.each(cases)('$name', ({ text, family, code, loads }) => {
    clear(family)
    const variants = ['legacy', 'nft'] as const
    const results = variants.map((variant) => load(family, variant, text))
    const errors = results.map(({ stderr }) => stderr).join('')
    const loaded = variants.filter((_, at) => results[at]?.status === 0)
    // What one of the two refuses is refused.
    if (loads) expect(loaded, errors).toEqual(loads)
    else if (code === null) expect(loaded, errors).toEqual(variants)
    else expect(loaded.length, errors).toBeLessThan(variants.length)
  })
})

const rules = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith('-A'))

/** Loads what the reader has read, and compares what it says that comes of it. */
const compare = (text: string, family: Family): void => {
  const { value, diagnostics } = readRestore('file', text, { family })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  clear(family)
  const { status, stderr } = load(family, 'legacy', text)
  expect(status, `${stderr}${text}`).toBe(0)
  const saved = run(tool(family, 'legacy', 'save'), [], '').stdout
  const said = value ? saveText(value) : ''
  expect([...rules(said)].sort()).toEqual([...rules(saved)].sort())
  for (const { name, chains } of value?.tables ?? [])
    for (const chain of chains) {
      const own = new RegExp(`^-A ${chain.name}( |$)`)
      const section = saved.split('*').find((part) => part.startsWith(`${name}\n`)) ?? ''
      const head = said.split('*').find((part) => part.startsWith(`${name}\n`)) ?? ''
      expect(rules(head).filter((line) => own.test(line))).toEqual(
        rules(section).filter((line) => own.test(line)),
      )
    }
}

describe('fixtures', () => {
  const folder = new URL('../../fixtures/iptables/', import.meta.url)
  test.each(readdirSync(folder))('%s', (name) => {
    compare(readFileSync(new URL(name, folder), 'utf8'), name.includes('.v6.') ? 'ip6' : 'ip4')
  })
})

describe('cases that load', () => {
  /** iptables prints these otherwise than it reads them: it forgets a test that can never hold. */
  const others = ['other family first']
  test.each(cases.filter(({ code, name }) => code === null && !others.includes(name)))(
    '$name',
    ({ text, family }) => compare(text, family),
  )
})

test('files of random rules come to what iptables-save prints', () => {
  let files = 0
  fc.assert(
    fc.property(restoreText, (text) => {
      files += 1
      compare(text, 'ip4')
    }),
    { numRuns: 300, seed: givenSeed(), endOnFailure: false },
  )
  console.info(`${files} random files agree with iptables-legacy-save`)
})
