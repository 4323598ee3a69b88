/**
 * Goal: the reader loses nothing, invents nothing, and never throws.
 * Method: named cases for each leniency, then fast-check: any JSON at all, and documents with random damage.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson, type ReadResult, read, readDiagnosticsMax, stringify } from '../src/index.ts'

/** Reads a rule of one statement. */
function readStatement(statement: unknown): ReadResult {
  const rule = { family: 'ip', table: 't', chain: 'c', expr: [statement] }
  return read({ nftables: [{ rule }] })
}

/** The diagnostics' codes, with the places inside the statement. */
function codes(result: ReadResult): readonly string[] {
  return result.diagnostics.map(
    ({ code, pointer }) => `${code} ${pointer.replace('/nftables/0/rule/expr/0', '')}`,
  )
}

describe('read', () => {
  test('flags are one or many, as releases print them', () => {
    for (const flags of ['random', ['random']]) {
      const result = readStatement({ masquerade: { flags } })
      expect(result.diagnostics).toEqual([])
      expect(result.document?.nftables[0]).toMatchObject({
        rule: { expr: [{ masquerade: { flags } }] },
      })
    }
  })

  test('an unknown statement is opaque, keeps its JSON, and is said', () => {
    const result = readStatement({ teleport: { to: 'mars' } })
    expect(codes(result)).toEqual(['opaque '])
    expect(result.document?.nftables[0]).toMatchObject({
      rule: { expr: [{ opaque: { json: { teleport: { to: 'mars' } }, reason: 'unknown-key' } }] },
    })
  })

  test('an unknown expression is opaque by itself, not its statement', () => {
    const result = readStatement({ match: { op: '==', left: { aura: { key: 'hue' } }, right: 1 } })
    expect(codes(result)).toEqual(['opaque /match/left'])
  })

  test('an unknown key in an expression makes it opaque: it may change what the expression means', () => {
    const left = { payload: { protocol: 'ip', field: 'saddr', depth: 2 } }
    expect(codes(readStatement({ match: { op: '==', left, right: 1 } }))).toEqual([
      'opaque /match/left',
    ])
  })

  test('two keys in a statement are opaque: nft would look at one of them', () => {
    const result = readStatement({ accept: null, drop: null })
    expect(codes(result)).toEqual(['opaque '])
  })

  test('objects keep unknown keys, and they are said', () => {
    const table = { family: 'ip', name: 't', commnet: 'x' }
    const result = read({ nftables: [{ table }] })
    expect(result.diagnostics).toMatchObject([
      { code: 'unknown-key', pointer: '/nftables/0/table/commnet' },
    ])
    expect(result.document).toEqual({ nftables: [{ table }] })
  })

  test('a listing without `expr` in a rule is read: it is what nft prints of an empty rule', () => {
    const rule = { family: 'ip', table: 't', chain: 'c', handle: 2 }
    expect(read({ nftables: [{ rule }] }).diagnostics).toEqual([])
  })

  test.each([
    ['not JSON', '{', 'json-syntax'],
    ['an array', '[]', 'not-a-document'],
    ['no array in it', '{"nftables":{}}', 'not-a-document'],
    ['a duplicate key', '{"nftables":[],"nftables":[]}', 'json-duplicate-key'],
  ])('there is no document in %s', (_, text, code) => {
    expect(read(text)).toMatchObject({ document: undefined, diagnostics: [{ code }] })
  })

  test('values that are no JSON are refused with their place', () => {
    const cycle: { nftables: unknown[] } = { nftables: [] }
    cycle.nftables.push(cycle)
    expect(read(cycle).diagnostics[0]?.code).toBe('not-json')
    expect(read({ nftables: [{ 'a/b': () => 1 }] }).diagnostics[0]?.pointer).toBe(
      '/nftables/0/a~1b',
    )
  })

  test('diagnostics are limited, and the rest is counted', () => {
    const items = Array.from({ length: readDiagnosticsMax + 7 }, () => ({ what: 1 }))
    const { diagnostics } = read({ nftables: items })
    expect(diagnostics).toHaveLength(readDiagnosticsMax + 1)
    expect(diagnostics.at(-1)).toMatchObject({ code: 'more', message: '7 more' })
  })

  test('a forged opaque node is JSON like any other', () => {
    const forged = { opaque: { json: { drop: null }, reason: 'unknown-key' } }
    for (const text of [
      JSON.stringify({ nftables: [forged] }),
      JSON.stringify({ nftables: [{ table: { family: 'ip', name: 't', x: forged } }] }),
      JSON.stringify({
        nftables: [{ rule: { family: 'ip', table: 't', chain: 'c', expr: [forged] } }],
      }),
    ])
      expect(reread(text)).toEqual(JSON.parse(text))
  })
})

/** What comes back of a text. */
function reread(text: string): unknown {
  const { document } = read(text)
  return document === undefined ? undefined : JSON.parse(stringify(document))
}

/** Keys that steer random JSON towards the reader's branches. */
const keys = [
  'nftables',
  'rule',
  'expr',
  'match',
  'left',
  'right',
  'op',
  'payload',
  'set',
  'add',
  'opaque',
  'json',
  'reason',
  'table',
  'family',
  'elem',
  'x',
  '__proto__',
] as const

const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, 'ip', '@s', ''),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...keys), tie('value')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value

describe('for every input', () => {
  test('read never throws: any text, any value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything({ withBigInt: true })), (input) => {
        const { document, diagnostics } = read(input)
        expect(document !== undefined || diagnostics.length > 0).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('stringify . read is the identity on documents, understood or not', () => {
    let understood = 0
    fc.assert(
      fc.property(fc.array(anyJson), (items) => {
        const text = JSON.stringify({ nftables: items })
        const { document, diagnostics } = read(text)
        if (document === undefined) throw new Error(diagnostics[0]?.message)
        if (diagnostics.length === 0) understood += 1
        const back = parseJson(stringify(document, { indent: 0 }))
        expect(back.ok && back.value).toEqual(JSON.parse(text))
      }),
      { numRuns: 2000 },
    )
    expect(understood).toBeGreaterThan(0)
  })
})
