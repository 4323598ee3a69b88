/**
 * Goal: code scanning takes the report and keeps its alerts apart and together as it should.
 * Method: validate random reports against the published schema of SARIF 2.1.0, and what GitHub asks beyond it by hand.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Diagnostic, DiagnosticCode } from '../../src/diagnostics/index.ts'
import { renderSarif } from '../../src/diagnostics/index.ts'
import { diagnosticAt, spanOf } from './sample.ts'
import { validateSarif as validate } from './sarif-schema.ts'

const text = 'a: 1\nb: 2\nc: 3\n'
const options = {
  version: '1.2.3',
  sources: new Map([['a.yaml', text]]),
  root: '/home/user/project',
}
const render = (diagnostics: readonly Diagnostic[], sources = options.sources) =>
  JSON.parse(renderSarif(diagnostics, { ...options, sources }))

test('every report is valid, whatever it quotes', () => {
  const word = fc.string({ unit: 'binary', minLength: 1 })
  const diagnostic = fc
    .record({
      code: fc.constantFrom<DiagnosticCode>('unknown-key', 'wrong-type', 'zones-overlap'),
      message: word,
      source: word,
      severity: fc.constantFrom('error' as const, 'warning' as const),
      placed: fc.boolean(),
    })
    .map(({ source, placed, ...rest }): Diagnostic => {
      const span = spanOf(text, 'b: 2', source)
      return { ...rest, ...(placed && { span, related: [{ message: rest.message, span }] }) }
    })
  fc.assert(
    fc.property(fc.array(diagnostic), (diagnostics) => {
      const report = render(diagnostics)
      expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
      const [run] = report.runs
      expect(run.results).toHaveLength(diagnostics.length)
      for (const { ruleId, ruleIndex } of run.results)
        expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId)
    }),
  )
})

test('the schema does tell: a report without its messages is refused', () => {
  const report = render([diagnosticAt(spanOf(text, 'b'))])
  delete report.runs[0].results[0].message
  expect(validate(report)).toBe(false)
})

test('URIs are relative under the root, and quote what a URI cannot hold', () => {
  const uriOf = (source: string) =>
    render([diagnosticAt(spanOf(text, 'b', source))]).runs[0].results[0].locations[0]
      .physicalLocation.artifactLocation.uri
  expect(uriOf('a.yaml')).toBe('a.yaml')
  expect(uriOf('./policies/a b.yaml')).toBe('policies/a%20b.yaml')
  expect(uriOf('/home/user/project/a#1.yaml')).toBe('a%231.yaml')
  expect(uriOf('/etc/a.yaml')).toBe('file:///etc/a.yaml')
  expect(uriOf('../a.yaml')).toBe('../a.yaml')
})

test('a finding keeps its fingerprint when lines above it come, and differs from its equal twin', () => {
  const printsOf = (source: string) =>
    render(
      [0, 1].map((nth) => diagnosticAt(spanOf(source, 'b: 2', 'a.yaml', nth))),
      new Map([['a.yaml', source]]),
    ).runs[0].results.map(
      (result: { partialFingerprints: Record<string, string> }) =>
        result.partialFingerprints['primaryLocationLineHash'],
    )
  const prints = printsOf('b: 2\nb: 2\n')
  expect(new Set(prints).size).toBe(2)
  expect(printsOf('# new\n\n  b: 2\nb: 2\n')).toEqual(prints)
})

test('columns and levels are the diagnostic’s own; a rule has its worst level', () => {
  const [run] = render([
    diagnosticAt(spanOf(text, 'b: 2'), { severity: 'warning' }),
    diagnosticAt(spanOf(text, 'c')),
  ]).runs
  expect(run.columnKind).toBe('utf16CodeUnits')
  expect(run.results[0].level).toBe('warning')
  expect(run.results[0].locations[0].physicalLocation.region).toEqual({
    startLine: 2,
    startColumn: 1,
    endLine: 2,
    endColumn: 5,
  })
  expect(run.tool.driver.rules[0].defaultConfiguration.level).toBe('error')
})
