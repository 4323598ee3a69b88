/**
 * Goal: the committed schemas are those of the sources; ajv's precompiled validator and the writer's own checks judge
 * alike; what the reader understands fits the read schema.
 * Method: the files are compared with what the sources make; then fast-check builds documents from parts good and bad,
 * and both judges must agree on each.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { read } from '../src/index.ts'
import { readSchema, writeSchema } from '../src/schema/schemas.ts'
import { validateRead, validateWrite } from '../src/validators.generated.js'
import { checkDocument } from '../src/write/check-shape.ts'

describe('the committed schemas', () => {
  test.each([
    ['read', readSchema],
    ['write', writeSchema],
  ])('%s.schema.json is what the sources make', (name, schema) => {
    const url = new URL(`../schema/${name}.schema.json`, import.meta.url)
    expect(JSON.parse(readFileSync(url, 'utf8'))).toEqual(schema)
  })

  test.each([
    ['read', readSchema],
    ['write', writeSchema],
  ])('every reference of %s.schema.json has its definition, with a description', (_, schema) => {
    const definitions = schema['$defs'] as { readonly [name: string]: { description?: string } }
    const references = [...JSON.stringify(schema).matchAll(/"#\/\$defs\/([^"]+)"/g)]
    expect(references.length).toBeGreaterThan(10)
    for (const [, name] of references) expect(definitions[name ?? '']?.description).toBeTruthy()
  })
})

const selectors = [
  { payload: { protocol: 'ip', field: 'saddr' } },
  { payload: { protocol: 'tcp', field: 'dport' } },
  { payload: { protocol: 'tcp', field: 'flags' } },
  { payload: { protocol: 'tcp', field: 'saddr' } },
  { payload: { base: 'th', offset: 0, len: 16 } },
  { ct: { key: 'state' } },
  { ct: { key: 'ip saddr', dir: 'original' } },
  { ct: { key: 'ip saddr' } },
  { meta: { key: 'iifname' } },
  { meta: { key: 'skuid' } },
  { exthdr: { name: 'frag', field: 'id' } },
  { exthdr: { name: 'frag' } },
  { concat: [{ meta: { key: 'iifname' } }, { payload: { protocol: 'ip', field: 'saddr' } }] },
  { '&': [{ meta: { key: 'mark' } }, 255] },
  { fib: { result: 'type', flags: ['daddr'] } },
  { nonsense: 1 },
]
const scalars = [
  '10.0.0.1',
  'localhost',
  '::1',
  22,
  -1,
  2 ** 40,
  'new',
  'syn',
  'vif*',
  '*',
  '@s',
  true,
  null,
  'a"b',
]
const scalar = fc.constantFrom(...scalars)
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ set: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ range: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
  fc.record({ prefix: fc.record({ addr: scalar, len: fc.integer({ min: 0, max: 130 }) }) }),
  fc.record({ concat: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ '|': fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ map: fc.record({ key: fc.constantFrom(...selectors), data: scalar }) }),
)
const selector = fc.constantFrom(...selectors)
const statement = fc.oneof(
  fc.record({
    match: fc.record({
      op: fc.constantFrom('==', '!=', 'in', '<', '~'),
      left: selector,
      right: value,
    }),
  }),
  fc.record({ mangle: fc.record({ key: selector, value }) }),
  fc.record({
    vmap: fc.record({
      key: selector,
      data: fc.record({
        set: fc.array(fc.tuple(scalar, fc.constantFrom({ accept: null }, { drop: null }, 'x'))),
      }),
    }),
  }),
  fc.record({ dnat: fc.record({ addr: value, port: value }, { requiredKeys: [] }) }),
  fc.constantFrom(
    { accept: null },
    { drop: 1 },
    { reject: { type: 'icmp', expr: 'no-route' } },
    { log: null },
  ),
)
const chain = fc.record(
  {
    family: fc.constantFrom('ip', 'inet', 'ipx'),
    table: fc.constantFrom('t', '', '1', 't t'),
    name: fc.constant('c'),
    type: fc.constantFrom('filter', 'nat', 'x'),
    hook: fc.constantFrom('input', 'ingress'),
    prio: fc.constantFrom(0, 0.5, 'filter', 2 ** 31),
    policy: fc.constantFrom('accept', 'drop'),
    dev: fc.constantFrom('eth0', ['eth0'], 'a/b'),
  },
  { requiredKeys: ['family', 'table', 'name'] },
)
const set = fc.record(
  {
    family: fc.constant('ip'),
    table: fc.constant('t'),
    name: fc.constant('s'),
    type: fc.constantFrom(
      'ipv4_addr',
      'inet_service',
      'ifname',
      ['ipv4_addr', 'mark'],
      { typeof: selectors[0] },
      'x',
    ),
    flags: fc.constantFrom('interval', ['interval'], ['x']),
    elem: fc.array(value, { maxLength: 3 }),
  },
  { requiredKeys: ['family', 'table', 'name', 'type'] },
)
const rule = fc.record({
  family: fc.constant('ip'),
  table: fc.constant('t'),
  chain: fc.constant('c'),
  expr: fc.array(statement, { minLength: 1, maxLength: 1 }),
})
const object = fc.oneof(fc.record({ chain }), fc.record({ rule }), fc.record({ set }))
const item = fc.oneof(object, fc.record({ add: object }), fc.record({ delete: object }))

describe('for every document', () => {
  test('the validator and the checks agree', () => {
    const verdicts = { good: 0, bad: 0 }
    fc.assert(
      fc.property(item, (one) => {
        const document = { nftables: [one] }
        const errors = checkDocument(document as never)
        expect(errors.length === 0, JSON.stringify([document, errors])).toBe(
          validateWrite(document),
        )
        verdicts[errors.length === 0 ? 'good' : 'bad'] += 1
      }),
      { numRuns: 5000 },
    )
    expect(verdicts.good).toBeGreaterThan(100)
    expect(verdicts.bad).toBeGreaterThan(100)
  })

  test('what is understood whole fits the read schema, and what can be written can be read', () => {
    fc.assert(
      fc.property(item, (one) => {
        const document = { nftables: [one] }
        const { diagnostics } = read(document)
        if (diagnostics.length === 0) expect(validateRead(document)).toBe(true)
        if (validateWrite(document)) expect(diagnostics).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })
})
