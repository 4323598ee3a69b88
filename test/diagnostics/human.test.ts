/**
 * Goal: what a person reads points at the right place, whatever the text is like, and cannot drive the terminal.
 * Method: render one diagnostic over a text and compare the frame in full, or check that carets and piece line up.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/index.ts'
import { renderHuman, SHOWN_MAX } from '../../src/diagnostics/index.ts'
import { diagnosticAt, spanOf } from './sample.ts'

const render = (text: string, diagnostics: readonly Diagnostic[], color = false): string =>
  renderHuman(diagnostics, { sources: new Map([['policy.yaml', text]]), color })

/** What the carets of the only frame stand under. */
const underCarets = (output: string): string => {
  const lines = output.split('\n')
  const at = lines.findIndex((line) => /^\s*\| *\^+/.test(line))
  const start = lines[at]?.indexOf('^') ?? 0
  const length = /\^+/.exec(lines[at] ?? '')?.[0].length ?? 0
  return (lines[at - 1] ?? '').slice(start, start + length)
}

describe('a diagnostic for people', () => {
  test('shows code, message, place, three lines with carets, and help', () => {
    const text = 'version: 1\ntor:\n  trans-port: 70000\n  dns-port: 5300\n'
    const diagnostic = diagnosticAt(spanOf(text, '70000'), { help: 'choose 1 to 65535' })
    expect(render(text, [diagnostic])).toBe(
      [
        'error[wrong-type]: something is wrong',
        '  --> policy.yaml:3:15',
        '  |',
        '2 | tor:',
        '3 |   trans-port: 70000',
        '  |               ^^^^^',
        '4 |   dns-port: 5300',
        'help: choose 1 to 65535',
        '',
        '1 error',
        '',
      ].join('\n'),
    )
  })

  test('shows related places with their own frames', () => {
    const text = 'a: 9050\nb: 1\nc: 9050\n'
    const related = [{ message: 'first claimed here', span: spanOf(text, '9050') }]
    const output = render(text, [
      diagnosticAt(spanOf(text, '9050', 'policy.yaml', 1), { related, severity: 'warning' }),
    ])
    expect(output).toContain('warning[wrong-type]')
    expect(output).toContain('note: first claimed here\n  --> policy.yaml:1:4')
    expect(output.endsWith('\n\n1 warning\n')).toBe(true)
  })

  test('does without a frame where the source or the place is unknown', () => {
    expect(render('', [{ code: 'wrong-type', severity: 'error', message: 'it is wrong' }])).toBe(
      'error[wrong-type]: it is wrong\n\n1 error\n',
    )
    expect(render('', [diagnosticAt(spanOf('abc', 'b', 'other.yaml'))])).toContain(
      'other.yaml:1:2\n\n',
    )
  })

  test.each([
    ['after tabs', '\tkey:\tvalue', 'value'],
    ['after wide characters', 'schlüssel-鍵: 値 wrong', 'wrong'],
    ['with CRLF', 'one: 1\r\ntwo: wrong\r\nthree: 3\r\n', 'wrong'],
    ['far out on a long line', `${'a'.repeat(5000)} wrong ${'b'.repeat(5000)}`, 'wrong'],
    ['at the end of a long line', `${'a'.repeat(300)}wrong`, 'wrong'],
    ['just past the window', `${'a'.repeat(116)}wrong and on`, 'wrong'],
  ])('has its carets under the place %s', (_, text, piece) => {
    const output = render(text, [diagnosticAt(spanOf(text, piece))])
    // Wide characters take two columns on the screen and one in the string; blanks stand in for the second.
    expect(underCarets(output.replace(/[鍵値]/g, '$& '))).toBe(piece)
    for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(130)
    expect(output).not.toContain('\r')
  })

  test('says how far a place over several lines goes', () => {
    const text = 'first:\n  - one\n  - two\nlast: 1\n'
    const output = render(text, [diagnosticAt(spanOf(text, 'one\n  - two'))])
    expect(output).toContain('  |     ^^^ goes on to line 3')
  })

  test('puts one caret where the place is empty, also behind the last character', () => {
    const text = 'key:'
    const end = { offset: 4, line: 1, column: 5 }
    const output = render(text, [diagnosticAt({ source: 'policy.yaml', start: end, end })])
    expect(output).toContain('1 | key:\n  |     ^\n')
  })

  test('colours only where asked, and the words stay the same', () => {
    const text = 'a: b'
    const diagnostics = [diagnosticAt(spanOf(text, 'b'), { help: 'say c' })]
    const sgr = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
    const colored = render(text, diagnostics, true)
    expect(colored).toMatch(sgr)
    expect(colored.replace(sgr, '')).toBe(render(text, diagnostics))
  })

  test('shows the first ones and says how many more there are', () => {
    const text = 'x'
    const many = Array.from({ length: SHOWN_MAX + 7 }, () => diagnosticAt(spanOf(text, 'x')))
    const output = render(text, many)
    expect(output.match(/error\[wrong-type\]/g)).toHaveLength(SHOWN_MAX)
    expect(output).toContain(`${SHOWN_MAX + 7} errors (the first ${SHOWN_MAX} shown, and 7 more)`)
  })

  test('is nothing where there is nothing to say', () => expect(render('x', [])).toBe(''))
})

describe('hostile text', () => {
  test('never reaches the terminal raw, wherever it stands', () => {
    const hostile = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        fc.nat(50),
        fc.nat(5),
        (text, message, source, column, line) => {
          const start = { offset: 0, line, column }
          const span = { source, start, end: { ...start, column: column + 3 } }
          const output = renderHuman(
            [
              {
                code: 'wrong-type',
                severity: 'error',
                message,
                help: message,
                span,
                related: [{ message, span }],
              },
            ],
            { sources: new Map([[source, text]]), color: false },
          )
          expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        },
      ),
      { examples: [['\u001b]0;owned\u0007', '\u202e\u009b31m', 'a\u001b[2J', 0, 1]] },
    )
  })

  test('of a megabyte on one line is shown in well under a second', () => {
    const text = `${'\u{1f600}\t'.repeat(350_000)}wrong`
    const diagnostics = Array.from({ length: SHOWN_MAX }, () =>
      diagnosticAt(spanOf(text, 'wrong'), { message: text }),
    )
    const started = performance.now()
    expect(render(text, diagnostics).length).toBeLessThan(200_000)
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
