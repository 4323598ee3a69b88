/**
 * Goal: programs read what was meant: JSON and GitHub's workflow commands give back every field, in a fixed order.
 * Method: read the output by an independent reader (JSON.parse; the runner's own rules for commands) and compare.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnostic, DiagnosticCode } from '../../src/diagnostics/index.ts'
import {
  renderGithub,
  renderJson,
  SHOWN_MAX,
  sortDiagnostics,
} from '../../src/diagnostics/index.ts'
import { diagnosticAt, spanOf } from './sample.ts'

const text = 'a: 1\nb: 2\nc: 3\n'

const someDiagnostics: fc.Arbitrary<readonly Diagnostic[]> = fc.array(
  fc
    .record({
      code: fc.constantFrom(
        'unknown-key' as const,
        'wrong-type' as const,
        'zones-overlap' as const,
      ),
      severity: fc.constantFrom('error' as const, 'warning' as const),
      message: fc.string({ unit: 'binary' }),
      help: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
      line: fc.integer({ min: 1, max: 3 }),
      source: fc.constantFrom('a.yaml', 'b.yaml', undefined),
    })
    .map(({ line, source, help, ...rest }) => ({
      ...rest,
      ...(help !== undefined && { help }),
      ...(source !== undefined && { span: spanOf(text, String(line), source) }),
    })),
)

describe('order', () => {
  test('does not depend on the order of finding', () => {
    fc.assert(
      fc.property(someDiagnostics, (diagnostics) => {
        const there = sortDiagnostics(diagnostics)
        const back = sortDiagnostics([...diagnostics].reverse())
        const key = ({ span, code, message }: Diagnostic) => [span, code, message]
        expect(there.map(key)).toEqual(back.map(key))
      }),
    )
  })

  test('is by source, line, column and code; what has no place is first', () => {
    const at = (source: string, piece: string, code: DiagnosticCode) =>
      diagnosticAt(spanOf(text, piece, source), { code })
    const sorted = [
      { code: 'zones-overlap', severity: 'error', message: 'whole' } as const,
      at('a.yaml', '1', 'wrong-type'),
      at('a.yaml', 'b', 'unknown-key'),
      at('a.yaml', '2', 'unknown-key'),
      at('a.yaml', '2', 'wrong-type'),
      at('b.yaml', 'a', 'unknown-key'),
    ]
    expect(sortDiagnostics([...sorted].reverse())).toEqual(sorted)
  })
})

describe('json', () => {
  test('gives back every field, and keeps every key where there is nothing to say', () => {
    const full = diagnosticAt(spanOf(text, 'b'), {
      help: 'do',
      related: [{ message: 'here', span: spanOf(text, 'a') }],
    })
    const bare: Diagnostic = { code: 'unknown-key', severity: 'warning', message: 'odd' }
    expect(JSON.parse(renderJson([full, bare]))).toEqual({
      schemaVersion: 1,
      diagnostics: [{ ...bare, help: null, span: null, related: [] }, full],
    })
  })

  test('carries any text whole, and none of it raw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        const output = renderJson([{ code: 'wrong-type', severity: 'error', message }])
        expect(JSON.parse(output).diagnostics[0].message).toBe(message)
        expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      }),
    )
  })

  test('of nothing is an empty list', () =>
    expect(JSON.parse(renderJson([]))).toEqual({ schemaVersion: 1, diagnostics: [] }))
})

/** A workflow command as the runner reads it (ActionCommand.cs): properties split at commas, then unescaped. */
const readCommand = (line: string) => {
  const [, command, properties = '', data = ''] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? []
  const decode = (value: string) =>
    value
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%')
  const entries = properties.split(',').map((property) => property.split('='))
  return {
    command,
    data: decode(data),
    ...Object.fromEntries(entries.map(([key, value = '']) => [key, decode(value)])),
  }
}

describe('github', () => {
  test('names file, lines, columns and code', () => {
    const diagnostic = diagnosticAt(spanOf(text, 'b: 2', 'a,b:c%.yaml'), { help: '100 %0A\nsure' })
    expect(readCommand(renderGithub([diagnostic]).trimEnd())).toEqual({
      command: 'error',
      file: 'a,b:c%.yaml',
      line: '2',
      endLine: '2',
      col: '1',
      endColumn: '4',
      title: 'wrong-type',
      data: 'something is wrong\nhelp: 100 %0A\nsure',
    })
  })

  test('leaves columns out over several lines, and the file where it is standard input', () => {
    const lines = renderGithub([diagnosticAt(spanOf(text, 'a: 1\nb', '<stdin>'))])
    expect(lines).toBe('::error line=1,endLine=2,title=wrong-type::something is wrong\n')
  })

  test('is one line for each, whatever the text: no command can be slipped in', () => {
    fc.assert(
      fc.property(someDiagnostics, fc.string({ unit: 'binary' }), (diagnostics, code) => {
        const lines = renderGithub(
          diagnostics.map((one) => ({ ...one, code: code as DiagnosticCode })),
        ).split('\n')
        expect(lines.pop()).toBe('')
        expect(lines).toHaveLength(diagnostics.length)
        for (const line of lines) expect(line).toMatch(/^::(error|warning) [^:\p{Cc}]*::\P{Cc}*$/u)
      }),
      {
        examples: [
          [[diagnosticAt(spanOf(text, 'a'), { message: 'x\r\n::set-env name=A::b' })], 'A'],
        ],
      },
    )
  })

  test('says how many more there are', () => {
    const many = Array.from({ length: SHOWN_MAX + 3 }, () => diagnosticAt(spanOf(text, 'a')))
    expect(renderGithub(many)).toContain('and 3 more')
  })
})
