/**
 * Goal: no text makes the reader throw, hang or answer without a reason, and nothing that it lets through
 * needs an escape in a ruleset, a torrc or a shell.
 * Method: random bytes, random pieces of YAML, shipped policies with random cuts and splices, and valid
 * documents in which one text is replaced by a hostile one. Each reading is timed.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Gateway, PolicyDefinition } from '../../src/policy/index.ts'
import { definePolicy, policyLimits, readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import { policyDocument } from './arbitraries/policy.ts'

/** Generous, since the machine may be shared: alone, the worst text below takes a tenth of it. */
const millisecondsMaximum = 5000

const readTimed = (text: string) => {
  const start = performance.now()
  const outcome = readPolicy(text, { source: 'fuzz.yaml' })
  expect(performance.now() - start).toBeLessThan(millisecondsMaximum)
  return outcome
}

/** What holds of every outcome. */
const expectSound = (text: string): void => {
  const { value, diagnostics } = readTimed(text)
  expect(value === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
  expect(diagnostics.length).toBeLessThanOrEqual(policyLimits.diagnostics + 1)
  for (const { message, help = '', span } of diagnostics) {
    expect(message).not.toMatch(/\n/)
    expect(help).not.toMatch(/\n/)
    if (!span) continue
    expect(span.start.offset).toBeLessThanOrEqual(span.end.offset)
    expect(span.end.offset).toBeLessThanOrEqual(text.length)
    // Line and column, counted another way, are those of the offset.
    const before = text.slice(0, span.start.offset).split('\n')
    expect([span.start.line, span.start.column]).toEqual([
      before.length,
      (before.at(-1)?.length ?? 0) + 1,
    ])
  }
  if (value) expectSafe(value.gateway)
}

/** Every text of a gateway but the name of its source is free of anything that some parser could take for its own. */
const expectSafe = ({ source, ...gateway }: Gateway): void => {
  const visit = (value: unknown): void => {
    if (typeof value === 'string') expect(value).toMatch(/^[A-Za-z0-9_.*/-]*$/)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(gateway)
  expect(source.digest).toMatch(/^[0-9a-f]{64}$/)
}

const hostile = fc.oneof(
  fc.constantFrom(
    '"; flush ruleset; "',
    "'; drop table x; '",
    'a\nb',
    'a\r\nflush ruleset',
    '}',
    '{',
    '#',
    '\\',
    '$(reboot)',
    '`reboot`',
    '`',
    '%',
    '*',
    '&a',
    '!!js/function',
    '~',
    'null',
    'true',
    '0x10',
    '1e3',
    '.inf',
    '-',
    '--',
    '-j ACCEPT',
    '..',
    '../../x',
    'fwd',
    'accept',
    'drop',
    'table',
    'lo',
    '__proto__',
    'constructor',
    'toString',
    '',
    ' ',
    '\t',
    '\0',
    '\u202e',
    '\ud800',
    'é',
    '😀',
    'x'.repeat(200),
    '10.0.0.1/8',
    '::/0',
    '1.2.3.4 or 1=1',
    '@set',
    '0.0.0.0/0',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

describe('the reader', () => {
  test('takes random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), expectSound), {
      numRuns: 400,
    })
  })

  test('takes random bytes, decoded as a file would be', () => {
    const decoder = new TextDecoder()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => expectSound(decoder.decode(bytes))),
      { numRuns: 400 },
    )
  })

  test('takes random pieces of YAML', () => {
    const piece = fc.constantFrom(
      'version: 1',
      'zones',
      'clients',
      'interfaces',
      'tor',
      'transPort',
      'gateway',
      'log',
      'udp',
      'off',
      'no',
      ':',
      ': ',
      '- ',
      '? ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '\n',
      '\n  ',
      '\n    ',
      '\t',
      ' ',
      '"',
      "'",
      '|',
      '>',
      '#',
      '&a',
      '*a',
      '<<',
      '!',
      '!!str ',
      '%YAML 1.1\n',
      '---\n',
      '...\n',
      '1',
      '-1',
      '0x1f',
      '.nan',
      '~',
      '\r\n',
      '10.0.0.0/8',
      'vif*',
      '\ufeff',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => expectSound(pieces.join(''))),
      { numRuns: 1500 },
    )
  })

  test('takes shipped policies that were cut and spliced', () => {
    const cut = fc.record({ at: fc.nat(3000), length: fc.nat(30), by: hostile })
    fc.assert(
      fc.property(
        fc.constantFrom(...shippedPolicies),
        fc.array(cut, { minLength: 1, maxLength: 4 }),
        ({ text }, cuts) =>
          expectSound(
            cuts.reduce((before, { at, length, by }) => {
              const start = at % (before.length + 1)
              return before.slice(0, start) + by + before.slice(start + length)
            }, text),
          ),
      ),
      { numRuns: 600 },
    )
  })

  test.each([
    ['[', 64_000],
    ['{', 64_000],
    ['- ', 32_000],
    ['? ', 32_000],
    ['{a: ', 16_000],
    ['[a,', 20_000],
    ['a: ', 20_000],
    ['[[]: ', 12_000],
    ['!a ', 20_000],
    ['&a ', 20_000],
    ['*a ', 20_000],
    ['---\n', 16_000],
    ['%YAML 1.2\n', 6000],
    ["'", 64_000],
    ['"\\x', 20_000],
    ['"\\n', 20_000],
    ['\t', 64_000],
    ['\n', 64_000],
    ['#', 64_000],
    ['# \n', 20_000],
    ['a: 1\n', 12_000],
    ['? a\n', 16_000],
    ['- |\n', 16_000],
    ['|\n', 32_000],
    ['a:\n', 20_000],
    [' ', 64_000],
    ['[\n', 32_000],
    [',', 64_000],
    ['\r', 64_000],
    ['a #', 20_000],
    ['x ', 32_000],
    ['<<: {', 12_000],
    ['0', 64_000],
    ['9', 64_000],
    ['1.', 32_000],
    ['\ufeff', 20_000],
  ])('takes %j %i times in its stride', (piece, times) => {
    expectSound(piece.repeat(times))
  })

  test('takes block mappings a thousand deep', () => {
    expectSound(Array.from({ length: 350 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'))
  })

  test('takes a billion laughs', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) =>
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(',')}]`,
    )
    const { diagnostics } = readTimed(levels.join('\n'))
    expect(diagnostics.length).toBeGreaterThan(80)
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['yaml-reference']))
  })
})

/** Calls the builder as a program without types may. */
const defineUntyped = (document: unknown): PolicyDefinition =>
  Reflect.apply(definePolicy, undefined, [document])

/** Replaces the text at a random leaf, or a random key. */
const withHostile = (value: unknown, text: string, pick: (count: number) => number): unknown => {
  if (typeof value === 'string') return text
  if (Array.isArray(value) && value.length > 0) {
    const at = pick(value.length)
    return value.map((item, index) => (index === at ? withHostile(item, text, pick) : item))
  }
  if (typeof value !== 'object' || value === null) return text
  const entries = Object.entries(value)
  if (entries.length === 0) return text
  const at = pick(entries.length)
  const renames = pick(6) === 0
  return Object.fromEntries(
    entries.map(([key, inner], index) => {
      if (index !== at) return [key, inner]
      return renames ? [text, inner] : [key, withHostile(inner, text, pick)]
    }),
  )
}

describe('hostile texts in the builder', () => {
  test('are refused, or harmless', () => {
    let refused = 0
    let runs = 0
    fc.assert(
      fc.property(
        policyDocument,
        hostile,
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        (document, text, choices) => {
          let step = 0
          const pick = (count: number): number => (choices[step++ % choices.length] ?? 0) % count
          const built = defineUntyped(withHostile(document, text, pick))
          runs += 1
          if (built.value) expectSafe(built.value.gateway)
          else refused += 1
          expectSound(built.text)
        },
      ),
      { numRuns: 500 },
    )
    // The test would mean nothing if nothing were refused, or nothing let through.
    expect(refused).toBeGreaterThan(runs / 4)
  })

  test.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a big number', 10n ** 40n],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['null', null],
    ['a list', []],
    ['a text', 'tor'],
    ['a sparse list', Array(3)],
  ])('%s where a mapping belongs is told, not thrown', (_, value) => {
    const built = defineUntyped({ tor: value })
    expect(built.diagnostics.every(({ message }) => message.length > 0)).toBe(true)
    expect(built.value === undefined).toBe(!(value instanceof Date || value instanceof Map))
  })

  test('a document that holds itself is refused', () => {
    const document: { tor: object } = { tor: {} }
    document.tor = document
    expect(defineUntyped(document).value).toBeUndefined()
  })
})
