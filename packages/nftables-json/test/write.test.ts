/**
 * Goal: what nft takes without a word and turns into something else is an error, with its place and its reason.
 * Method: one document a hazard, given to the writer and to the JSON Schema, beside a mended twin that both take.
 */
import { describe, expect, test } from 'vitest'
import { check, features, nftVersions, type WriteDocument, write } from '../src/index.ts'
import { validateWrite } from '../src/validators.generated.js'
import { newerDocuments } from './newer-documents.ts'

const place = { family: 'ip', table: 't', name: 'c' } as const

function inRule(...expr: readonly unknown[]): unknown {
  return { nftables: [{ add: { rule: { family: 'ip', table: 't', chain: 'c', expr } } }] }
}
function adding(object: unknown): unknown {
  return { nftables: [{ add: object }] }
}

const source = { payload: { protocol: 'ip', field: 'saddr' } }
const port = { payload: { protocol: 'tcp', field: 'dport' } }
const state = { ct: { key: 'state' } }
const flags = { payload: { protocol: 'tcp', field: 'flags' } }
const matching = (left: unknown, op: string, right: unknown): unknown =>
  inRule({ match: { op, left, right } })
const base = { ...place, type: 'filter', hook: 'input', prio: 0, policy: 'drop' }
const set = { family: 'ip', table: 't', name: 's', type: 'ipv4_addr' }

/** A hazard, the code that names it, and the same thing said well. */
const hazards: readonly (readonly [name: string, code: string, bad: unknown, good: unknown])[] = [
  [
    'a priority by name makes a regular chain, without hook or policy',
    'incomplete-base-chain',
    adding({ chain: { ...base, prio: 'filter' } }),
    adding({ chain: base }),
  ],
  [
    'a policy alone makes a regular chain',
    'incomplete-base-chain',
    adding({ chain: { ...place, policy: 'drop' } }),
    adding({ chain: place }),
  ],
  [
    'a base chain without a policy accepts',
    'incomplete-base-chain',
    adding({ chain: { ...place, type: 'filter', hook: 'input', prio: 0 } }),
    adding({ chain: base }),
  ],
  [
    'a list after == means exactly these bits',
    'list-compared-as-whole',
    matching(state, '==', ['new', 'established']),
    matching(state, 'in', ['new', 'established']),
  ],
  [
    'a list after != on TCP flags likewise',
    'list-compared-as-whole',
    matching(flags, '!=', ['syn', 'ack']),
    matching(flags, '!=', { '|': ['syn', 'ack'] }),
  ],
  [
    'a host name is resolved by DNS',
    'resolved-by-dns',
    matching(source, '==', 'localhost'),
    matching(source, '==', '127.0.0.1'),
  ],
  [
    'a prefix as a string is resolved by DNS',
    'resolved-by-dns',
    matching(source, '==', '10.0.0.0/8'),
    matching(source, '==', { prefix: { addr: '10.0.0.0', len: 8 } }),
  ],
  [
    'a host name in a set in place',
    'resolved-by-dns',
    matching(source, '==', { set: ['10.0.0.1', 'example.org'] }),
    matching(source, '==', { set: ['10.0.0.1', '10.0.0.2'] }),
  ],
  [
    'a host name in a named set',
    'resolved-by-dns',
    adding({ set: { ...set, elem: ['example.org'] } }),
    adding({ set: { ...set, elem: ['10.0.0.1'] } }),
  ],
  [
    'a host name in a concatenation',
    'resolved-by-dns',
    matching({ concat: [source, port] }, '==', { set: [{ concat: ['example.org', 80] }] }),
    matching({ concat: [source, port] }, '==', { set: [{ concat: ['10.0.0.1', 80] }] }),
  ],
  [
    'a host name as the target of a translation',
    'resolved-by-dns',
    inRule({ dnat: { addr: 'gateway', port: 9040 } }),
    inRule({ dnat: { addr: '10.0.0.1', port: 9040 } }),
  ],
  [
    'a host name as an element of a set of another document',
    'resolved-by-dns',
    adding({ element: { family: 'ip', table: 't', name: 's', elem: ['localhost'] } }),
    adding({ element: { family: 'ip', table: 't', name: 's', elem: ['10.0.0.1'] } }),
  ],
  [
    'an IPv6 address where IPv4 is matched',
    'resolved-by-dns',
    matching(source, '==', '::1'),
    matching({ payload: { protocol: 'ip6', field: 'saddr' } }, '==', '::1'),
  ],
  [
    'a service by name',
    'resolved-by-services',
    matching(port, '==', 'ssh'),
    matching(port, '==', 22),
  ],
  [
    'a range of ports as a string is a name',
    'resolved-by-services',
    matching(port, '==', '1000-2000'),
    matching(port, '==', { range: [1000, 2000] }),
  ],
  [
    'a service in a redirect',
    'resolved-by-services',
    inRule({ redirect: { port: 'http' } }),
    inRule({ redirect: { port: 80 } }),
  ],
  [
    'a user by name: a missing user voids the load',
    'resolved-by-machine',
    matching({ meta: { key: 'skuid' } }, '==', 'debian-tor'),
    matching({ meta: { key: 'skuid' } }, '==', 107),
  ],
  [
    'a connection state that does not exist',
    'unknown-symbol',
    matching(state, 'in', ['new', 'establisched']),
    matching(state, 'in', ['new', 'established']),
  ],
  [
    'a comment with a quotation mark prints what cannot be read',
    'unprintable-text',
    adding({ counter: { ...place, comment: 'say "no"' } }),
    adding({ counter: { ...place, comment: 'say no' } }),
  ],
  [
    'a log prefix with a line break',
    'unprintable-text',
    inRule({ log: { prefix: 'drop\n' } }),
    inRule({ log: { prefix: 'drop ' } }),
  ],
  [
    'a concatenation with a part too few',
    'concatenation-mismatch',
    matching({ concat: [source, port, port] }, '==', { set: [{ concat: ['10.0.0.1', 80] }] }),
    matching({ concat: [source, port] }, '==', { set: [{ concat: ['10.0.0.1', 80] }] }),
  ],
  [
    'set flags as a string are ignored',
    'shape',
    adding({ set: { ...set, flags: 'timeout' } }),
    adding({ set: { ...set, flags: ['timeout'] } }),
  ],
  [
    'an unknown period is a second',
    'shape',
    inRule({ limit: { rate: 1, per: 'fortnight' } }),
    inRule({ limit: { rate: 1, per: 'week' } }),
  ],
  [
    'an unknown unit is bytes',
    'shape',
    inRule({ quota: { val: 1, val_unit: 'gbytes' } }),
    inRule({ quota: { val: 1, val_unit: 'mbytes' } }),
  ],
  [
    'an unknown unit of a rate is bytes',
    'shape',
    inRule({ limit: { rate: 1, per: 'second', rate_unit: 'gbytes' } }),
    inRule({ limit: { rate: 1, per: 'second', rate_unit: 'kbytes' } }),
  ],
  [
    'an unknown key is ignored',
    'shape',
    adding({ counter: { ...place, commnet: 'x' } }),
    adding({ counter: { ...place, comment: 'x' } }),
  ],
  [
    '`*` alone is the catch-all element, not any interface',
    'shape',
    matching({ meta: { key: 'iifname' } }, '==', '*'),
    matching({ meta: { key: 'iifname' } }, '==', 'vif*'),
  ],
  [
    'a rule without statements needs its empty list',
    'shape',
    adding({ rule: { family: 'ip', table: 't', chain: 'c' } }),
    adding({ rule: { family: 'ip', table: 't', chain: 'c', expr: [] } }),
  ],
  [
    'a handle on what is added is ignored, or is a position',
    'shape',
    adding({ rule: { family: 'ip', table: 't', chain: 'c', expr: [], handle: 4 } }),
    adding({ rule: { family: 'ip', table: 't', chain: 'c', expr: [] } }),
  ],
  [
    'two statements in one object',
    'shape',
    inRule({ counter: null, drop: null }),
    inRule({ counter: null }, { drop: null }),
  ],
]

describe('what fails open is refused', () => {
  test.each(hazards)('%s', (_, code, bad, good) => {
    expect(check(good, '1.0.6')).toEqual([])
    expect(validateWrite(good)).toBe(true)
    const errors = check(bad, '1.0.6')
    expect(errors.map((error) => error.code)).toContain(code)
    expect(write(bad as WriteDocument, { target: '1.0.6' }).ok).toBe(false)
  })

  // The schema cannot tie a value to a selector or a set that stands elsewhere; all else it says too.
  const schematic = hazards.filter(([name]) => !/concatenation|another document/.test(name))
  test.each(schematic)('by the JSON Schema too: %s', (_, __, bad) => {
    expect(validateWrite(bad)).toBe(false)
  })

  test('text is measured in bytes', () => {
    const withComment = (comment: string): unknown => adding({ counter: { ...place, comment } })
    expect(check(withComment('é'.repeat(64)), '1.0.6')).toEqual([])
    expect(check(withComment('é'.repeat(65)), '1.0.6')[0]?.code).toBe('unprintable-text')
    expect(check(inRule({ log: { prefix: 'x'.repeat(127) } }), '1.0.6')).toEqual([])
    expect(check(inRule({ log: { prefix: 'x'.repeat(128) } }), '1.0.6')[0]?.code).toBe(
      'unprintable-text',
    )
  })

  test('errors point at the place', () => {
    const [error] = check(matching(source, '==', { set: ['10.0.0.1', 'x.org'] }), '1.0.6')
    expect(error?.pointer).toBe('/nftables/0/add/rule/expr/0/match/right/set/1')
  })

  test('errors are limited, and the rest is counted', () => {
    const many = inRule(...Array.from({ length: 300 }, () => ({ nonsense: null })))
    const result = write(many as WriteDocument, { target: '1.0.6' })
    expect(result.ok ? [] : result.errors.slice(-1)).toMatchObject([{ code: 'more' }])
  })
})

describe('each feature is refused before its release and taken from it on', () => {
  test('every feature has a document here', () => {
    expect(Object.keys(newerDocuments).sort()).toEqual(features.map(({ name }) => name).sort())
  })

  test.each(features.map((feature) => [feature.name, feature] as const))('%s', (name, feature) => {
    const document = newerDocuments[name]
    for (const version of nftVersions) {
      const old = nftVersions.indexOf(version) < nftVersions.indexOf(feature.since)
      const codes = check(document, version).map((error) => error.code)
      expect(codes, version).toEqual(old ? codes.map(() => 'target-too-old') : [])
      expect(codes.length > 0, version).toBe(old)
    }
  })
})

describe('the text', () => {
  const document = adding({ table: { family: 'inet', name: 't' } }) as WriteDocument
  test('is the same each time, indented as asked', () => {
    const lines = write(document, { target: '1.0.6', indent: 0 })
    expect(lines).toEqual({
      ok: true,
      text: '{"nftables":[{"add":{"table":{"family":"inet","name":"t"}}}]}\n',
    })
    expect(write(document, { target: '1.0.6' })).toEqual(write(document, { target: '1.0.6' }))
  })

  test('holds 64-bit integers exactly', () => {
    const counter = { ...place, packets: 2n ** 64n - 1n, bytes: 0 }
    const result = write({ nftables: [{ add: { counter } }] }, { target: '1.0.6' })
    expect(result.ok && result.text).toContain('18446744073709551615')
  })
})
