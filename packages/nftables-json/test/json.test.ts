/**
 * Goal: the JSON parser takes what RFC 8259 says, keeps integers exact, refuses duplicate keys, and never throws.
 * Method: against `JSON.parse` on generated values and on damaged texts, and by hand where the two must differ.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonLimits, parseJson, type ReadDocument, stringify } from '../src/index.ts'

describe('parseJson', () => {
  test('agrees with JSON.parse on every JSON value', () => {
    const number = fc.oneof(
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    const value = fc.json({ stringUnit: 'binary' })
    fc.assert(
      fc.property(value, number, (text, extra) => {
        const whole = `[${text},${JSON.stringify(extra)}]`
        const parsed = parseJson(whole)
        if (!parsed.ok) return parsed.code === 'json-limit'
        expect(normal(parsed.value)).toEqual(normal(JSON.parse(whole)))
        return true
      }),
      { numRuns: 500 },
    )
  })

  test('refuses what JSON.parse refuses, duplicate keys aside', () => {
    const damaged = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', ']', ',', '0', '\u0001', 'e'),
    )
    fc.assert(
      fc.property(damaged, ([text, at, insert]) => {
        const place = at % (text.length + 1)
        const broken = text.slice(0, place) + insert + text.slice(place + 1)
        const parsed = parseJson(broken)
        const expected = tryParse(broken)
        if (parsed.ok) expect(expected).toBeDefined()
        else if (parsed.code === 'json-syntax') expect(expected).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  test('keeps integers of 64 bits, and beyond, exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }), (integer) => {
        const parsed = parseJson(`{"handle":${integer}}`)
        if (!parsed.ok) throw new Error(parsed.message)
        const printed = stringify({ nftables: [], ...(parsed.value as object) } as ReadDocument)
        expect(printed).toContain(`"handle": ${integer}\n`)
      }),
    )
  })

  test.each([
    ['{"a":1,"a":2}', 'json-duplicate-key'],
    [`${'['.repeat(jsonLimits.depth + 1)}`, 'json-limit'],
    ['9'.repeat(jsonLimits.integerDigits + 1), 'json-limit'],
    ['1e999', 'json-limit'],
    ['', 'json-syntax'],
    ['{} {}', 'json-syntax'],
    ['[1,]', 'json-syntax'],
    ['01', 'json-syntax'],
    ['"\u0000"', 'json-syntax'],
    ['\ufeff{}', 'json-syntax'],
  ])('refuses %j with %s', (text, code) => {
    expect(parseJson(text)).toMatchObject({ ok: false, code })
  })

  test('takes `__proto__` for a key like any other', () => {
    const parsed = parseJson('{"__proto__":{"polluted":true}}')
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

function tryParse(text: string): unknown {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Zero without a sign, and bigints as the numbers that JSON.parse makes of them. */
function normal(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]))
}
