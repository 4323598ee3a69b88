/**
 * Goal: what the compiler writes for iptables is read without anything opaque, for both families, so that all of it
 * can be judged; and nothing of it is lost: it prints as it was written.
 * Method: every policy that the project ships with iptables targets, compiled, read, and counted rule by rule.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Artefact } from '../../src/artefacts/index.ts'
import { compile } from '../../src/artefacts/index.ts'
import { readRestore, saveText } from '../../src/backends/iptables/read/index.ts'
import { readPolicy } from '../../src/policy/index.ts'

const folder = new URL('../../policy/', import.meta.url)

const artefactsOf = (name: string): readonly Artefact[] => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  const gateway = readPolicy(text, { source: name }).value?.gateway
  return gateway ? (compile(gateway).value?.artefacts ?? []) : []
}

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) =>
    artefactsOf(name)
      .filter(({ target }) => target === 'iptables' || target === 'ip6tables')
      .map(({ target, text }) => ({ name: `${name}, ${target}`, target, text })),
  )

test('there are files for both families', () => {
  expect(new Set(files.map(({ target }) => target))).toEqual(new Set(['iptables', 'ip6tables']))
})

test.each(files)('$name', ({ target, text }) => {
  const filled = text.replaceAll(/^#@\S+ (.*)$/gm, (_, line: string) =>
    line.replaceAll('@ADDRESS@', '10.137.0.1'),
  )
  const family = target === 'iptables' ? 'ip4' : 'ip6'
  const { value, diagnostics } = readRestore(target, filled, { family })
  expect(diagnostics).toEqual([])
  const rules = value?.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules)) ?? []
  expect(rules).toHaveLength(filled.split('\n').filter((line) => line.startsWith('-A')).length)
  const opaque = rules.filter(
    (rule) =>
      rule.target.kind === 'opaque-target' ||
      rule.matches.some(({ kind }) => kind === 'opaque-match'),
  )
  expect(opaque).toEqual([])
  expect(value && readRestore(target, saveText(value), { family }).diagnostics).toEqual([])
})
