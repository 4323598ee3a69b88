/**
 * Goal: no text makes the reader throw, hang or take for read what it did not read.
 * Method: random files with lines and characters struck out, doubled, changed and moved, and random text; a bound on
 * the processor time of all of them together; files made to cost more than their length.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRestore, restoreLimits } from '../../src/backends/iptables/read/index.ts'
import { restoreText } from './arbitraries/iptables-text.ts'

interface Change {
  readonly at: number
  readonly kind: 'strike' | 'double' | 'insert' | 'cut'
  readonly text: string
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: 100_000 }),
  kind: fc.constantFrom('strike', 'double', 'insert', 'cut'),
  text: fc.oneof(
    fc.constantFrom(
      '!',
      '"',
      '\\',
      '-',
      '--',
      '\n',
      ' ',
      '*nat',
      ':',
      '[',
      '\0',
      '\r',
      '$X',
      '\u2013',
      '\ud800',
    ),
    fc.constantFrom(
      ' -m ',
      ' -j ',
      ' -p tcp ',
      ' --',
      '-A ',
      'COMMIT\n',
      ' __proto__ ',
      ' -m constructor ',
    ),
    fc.string({ maxLength: 8 }),
  ),
})

const apply = (text: string, { at, kind, text: inserted }: Change): string => {
  const place = at % (text.length + 1)
  const [head, tail] = [text.slice(0, place), text.slice(place)]
  switch (kind) {
    case 'strike':
      return head + tail.slice(1 + (at % 7))
    case 'double':
      return head + tail.slice(0, 30) + tail
    case 'insert':
      return head + inserted + tail
    case 'cut':
      return head
  }
}

/** A tree or an error: never both, never neither. */
const check = (text: string): void => {
  const { value, diagnostics } = readRestore('hostile', text)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  expect(value === undefined).toBe(errors.length > 0)
  expect(errors.length).toBeLessThanOrEqual(restoreLimits.diagnostics)
  for (const { span } of diagnostics) {
    expect(span.start.offset).toBeGreaterThanOrEqual(0)
    expect(span.end.offset).toBeGreaterThan(span.start.offset)
    expect(span.end.offset).toBeLessThanOrEqual(text.length + 1)
  }
}

const seconds = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1_000_000
}

test('changed files are read or refused', () => {
  const changed = fc
    .tuple(restoreText, fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([text, changes]) => changes.reduce(apply, text))
  const spent = seconds(() => fc.assert(fc.property(changed, check), { numRuns: 3000 }))
  expect(spent).toBeLessThan(60)
})

test('any text is read or refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check), { numRuns: 1000 })
})

test.each([
  ['words', `*filter\n-A INPUT ${'-v '.repeat(3000)}\nCOMMIT\n`],
  ['negations', `*filter\n-A INPUT ${'! '.repeat(4000)}\nCOMMIT\n`],
  ['quotes', `*filter\n-A INPUT ${'"" '.repeat(3000)}\nCOMMIT\n`],
  ['matches', `*filter\n${`-A INPUT ${'-m tcp '.repeat(120)} --dpo 1\n`.repeat(2000)}COMMIT\n`],
  [
    'lists',
    `*filter\n${`-A INPUT -s ${'1.1.1.1,'.repeat(120)}1.1.1.1 -d ${'1.1.1.1,'.repeat(120)}1.1.1.1\n`.repeat(100)}COMMIT\n`,
  ],
  [
    'chains',
    `*filter\n${Array.from({ length: 50_000 }, (_, at) => `:c${at} - [0:0]\n-A ${at === 0 ? 'INPUT' : `c${at - 1}`} -j c${at}\n`).join('')}COMMIT\n`,
  ],
  [
    'renames',
    `*filter\n:a - [0:0]\n${'-A a\n'.repeat(20_000)}${'-E a b\n-E b a\n'.repeat(20_000)}COMMIT\n`,
  ],
  ['digits', `*filter\n${`-A INPUT -p tcp --dport ${'9'.repeat(1000)}\n`.repeat(1000)}COMMIT\n`],
  ['one long line', `*filter\n${'x'.repeat(5_000_000)}\nCOMMIT\n`],
  ['many lines', '\n'.repeat(2_000_000)],
])('%s cost no more than a few seconds', (_, text) => {
  const spent = seconds(() => {
    const { value, diagnostics } = readRestore('hostile', text, { family: 'ip4' })
    expect(value !== undefined || diagnostics.length > 0).toBe(true)
  })
  expect(spent).toBeLessThan(20)
})
