/**
 * Goal: each thing that can be wrong with a policy is told once, at its place, in plain words.
 * Method: each YAML file of test/fixtures/policy/err has, beside it, all that is told of it: severity, code,
 * place, message, help. `vitest -u` writes them anew; a person reads the difference. Every code has a file
 * (or, where it takes a huge text, a text that is made here). Files in ok/ read without a word.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { policyCodes } from '../../src/diagnostics/codes.ts'
import type { Diagnostic } from '../../src/diagnostics/index.ts'
import { policyLimits, readPolicy, shippedPolicies } from '../../src/policy/index.ts'

const folder = new URL('../fixtures/policy/', import.meta.url)

const filesOf = (kind: 'ok' | 'err'): readonly (readonly [name: string, text: string])[] =>
  readdirSync(new URL(`${kind}/`, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(new URL(`${kind}/${name}`, folder), 'utf8')])

const place = (span: Diagnostic['span']): string =>
  span ? `${span.start.line}:${span.start.column}-${span.end.line}:${span.end.column}` : '-'

const table = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics
    .flatMap(({ severity, code, span, message, help, related = [] }) => [
      `${severity} ${code} ${place(span)} ${message}`,
      ...related.map((other) => `  at ${place(other.span)} ${other.message}`),
      ...(help === undefined ? [] : [`  help: ${help}`]),
    ])
    .join('\n')

/** Texts too large to keep as files. */
const made: readonly (readonly [name: string, text: string])[] = [
  ['source-too-large.yaml', `version: 1\n#${' '.repeat(policyLimits.sourceBytes)}`],
  ['source-too-large-in-bytes.yaml', `#${'é'.repeat(policyLimits.sourceBytes / 2)}`],
  ['yaml-too-many-nodes.yaml', `tor: [${'1,'.repeat(policyLimits.nodes / 2 + 1)}1]`],
  [
    'too-many-diagnostics.yaml',
    Array.from({ length: policyLimits.diagnostics + 5 }, (_, index) => `key${index}: 1`).join('\n'),
  ],
]

describe('wrong policies', () => {
  test.each(filesOf('err'))('%s', async (name, text) => {
    const { value, diagnostics } = readPolicy(text, { source: name })
    expect(value === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    const expected = new URL(`err/${basename(name, '.yaml')}.txt`, folder)
    await expect(`${table(diagnostics)}\n`).toMatchFileSnapshot(expected.pathname)
  })

  test.each(made)('%s', (name, text) => {
    const codes = readPolicy(text, { source: name }).diagnostics.map(({ code }) => code)
    expect(codes.filter((code) => basename(name).startsWith(code)).length).toBe(1)
    expect(codes.length).toBeLessThanOrEqual(policyLimits.diagnostics + 1)
  })

  test('every code has a file that is named after it and draws it', () => {
    const drawn = new Map(
      [...filesOf('err'), ...made].map(([name, text]) => [
        basename(name, '.yaml'),
        readPolicy(text, { source: name }).diagnostics.map(({ code }) => String(code)),
      ]),
    )
    for (const code of Object.keys(policyCodes)) expect(drawn.get(code) ?? [], code).toContain(code)
    for (const [name, codes] of drawn)
      expect(
        codes.some((code) => name === code || name.startsWith(`${code}-`)),
        name,
      ).toBe(true)
  })

  test('every message is one line in lower case, without a full stop', () => {
    for (const [name, text] of [...filesOf('err'), ...made]) {
      for (const { message, help = '' } of readPolicy(text, { source: name }).diagnostics) {
        expect(message, name).not.toMatch(/\.$|^[A-Z][a-z]+ (?!must)/)
        expect(help, name).not.toMatch(/\.$/)
      }
    }
  })
})

describe('right policies', () => {
  test.each([...filesOf('ok'), ...shippedPolicies.map(({ name, text }) => [name, text] as const)])(
    '%s',
    (name, text) => {
      const { value, diagnostics } = readPolicy(text, { source: name })
      expect(diagnostics).toEqual([])
      expect(value?.gateway.source.digest).toMatch(/^[0-9a-f]{64}$/)
    },
  )
})
