/**
 * Goal: two descriptions of one ruleset have one canonical form, and two rulesets have two.
 * Method: tables of pairs that must be equal, and of pairs that look alike and must not be; properties on any input.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, equal } from '../src/canonical/index.ts'
import { documents } from './print-documents.ts'

const meta = (key: string) => ({ meta: { key } })
const ct = (key: string) => ({ ct: { key } })
const payload = (protocol: string, field: string) => ({ payload: { protocol, field } })
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } })

function rule(expr: readonly unknown[], family = 'inet') {
  return { nftables: [{ add: { rule: { family, table: 't', chain: 'c', expr } } }] }
}

const tcpFlags = payload('tcp', 'flags')
const dport = payload('tcp', 'dport')
const saddr = payload('ip', 'saddr')
const tcp = match(meta('l4proto'), 'tcp')
const drop = { drop: null }

/** A name, two lists of statements, and the family of their table where it is not inet. */
type Pair = readonly [string, readonly unknown[], readonly unknown[], string?]

describe('equal rules', () => {
  const pairs: readonly Pair[] = [
    ['order of a set', [match(dport, { set: [22, 80] })], [match(dport, { set: [80, 22] })]],
    ['a set of one', [match(dport, { set: [22] })], [match(dport, 22)]],
    [
      'names under a wildcard',
      [match(meta('iifname'), { set: ['vif1.0', 'vif*', 'lo'] })],
      [match(meta('iifname'), { set: ['lo', 'vif*'] })],
    ],
    ['neighbours', [match(dport, { set: [22, 23, 24] })], [match(dport, { range: [22, 24] })]],
    ['a guard', [tcp, match(dport, 22)], [match(dport, 22)]],
    ['a guard by number', [match(meta('l4proto'), 6), match(dport, 22)], [match(dport, 22)]],
    [
      'the family guard',
      [match(meta('nfproto'), 'ipv4'), match(saddr, '10.0.0.1')],
      [match(saddr, '10.0.0.1')],
    ],
    ['the family of the table', [match(meta('nfproto'), 'ipv4'), drop], [drop], 'ip'],
    [
      'a prefix and a mask',
      [match({ '&': [saddr, '255.255.0.0'] }, '10.1.0.0')],
      [match(saddr, { prefix: { addr: '10.1.0.0', len: 16 } })],
    ],
    [
      'a prefix and a range',
      [match(saddr, { range: ['10.0.0.0', '10.0.0.255'] })],
      [match(saddr, { prefix: { addr: '10.0.0.0', len: 24 } })],
    ],
    [
      'spellings of an address',
      [match(payload('ip6', 'saddr'), 'FE80:0::1')],
      [match(payload('ip6', 'saddr'), 'fe80::1')],
    ],
    [
      'nested and flat bits',
      [match(tcpFlags, { '|': [{ '|': ['syn', 'ack'] }, 'fin'] })],
      [match(tcpFlags, ['fin', 'syn', 'ack'])],
    ],
    ['bits by number', [match(tcpFlags, 18)], [match(tcpFlags, ['ack', 'syn'])]],
    [
      'a test of any bit',
      [match({ '&': [tcpFlags, 'syn'] }, 0, '!=')],
      [match(tcpFlags, 'syn', 'in')],
    ],
    [
      'states as list and set',
      [match(ct('state'), ['new', 'invalid'], 'in')],
      [match(ct('state'), { set: ['invalid', 'new'] })],
    ],
    ['states by number', [match(ct('state'), 8, 'in')], [match(ct('state'), 'new', 'in')]],
    [
      'symbols',
      [match(payload('icmp', 'type'), 8)],
      [match(payload('icmp', 'type'), 'echo-request')],
    ],
    ['hexadecimal', [match(meta('mark'), '0x10')], [match(meta('mark'), 16n)]],
    ['counters', [{ counter: { packets: 5, bytes: 200 } }], [{ counter: null }]],
    ['scalar flags', [{ redirect: { flags: 'random' } }], [{ redirect: { flags: ['random'] } }]],
    ['empty options', [{ masquerade: {} }], [{ masquerade: null }]],
    [
      'the default burst',
      [{ limit: { rate: 1, per: 'second', burst: 5 } }],
      [{ limit: { rate: 1, per: 'second' } }],
    ],
    [
      'units',
      [{ limit: { rate: 2, rate_unit: 'kbytes', per: 'day' } }],
      [{ limit: { rate: 2048, rate_unit: 'bytes', per: 'day' } }],
    ],
    [
      'the default rejection',
      [{ reject: { type: 'icmpx', expr: 'port-unreachable' } }],
      [{ reject: null }],
    ],
  ]
  for (const [name, a, b, family] of pairs) {
    it(name, () => {
      expect(canonical(rule(a, family))).toEqual(canonical(rule(b, family)))
      expect(equal(rule(a, family), rule(b, family))).toBe(true)
    })
  }
})

describe('rules that look alike', () => {
  const pairs: readonly Pair[] = [
    ['exact bits and any bit', [match(tcpFlags, 'syn')], [match(tcpFlags, 'syn', 'in')]],
    [
      'states in a mask, never true',
      [match(ct('state'), ['new', 'established'])],
      [match(ct('state'), ['new', 'established'], 'in')],
    ],
    [
      'not both states, always true',
      [match(ct('state'), ['new', 'established'], '!=')],
      [match(ct('state'), { set: ['new', 'established'] }, '!=')],
    ],
    [
      'a negated guard',
      [match(meta('l4proto'), 'tcp', '!='), match(dport, 22)],
      [match(dport, 22)],
    ],
    ['another guard', [match(meta('l4proto'), 'udp'), match(dport, 22)], [match(dport, 22)]],
    [
      'a guard before a counter',
      [tcp, { counter: null }, match(dport, 22)],
      [{ counter: null }, match(dport, 22)],
    ],
    ['a guard without its field', [tcp, drop], [drop]],
    [
      'a guard of an inner header',
      [tcp, match({ payload: { protocol: 'tcp', field: 'dport', tunnel: 'vxlan' } }, 22)],
      [match({ payload: { protocol: 'tcp', field: 'dport', tunnel: 'vxlan' } }, 22)],
    ],
    [
      'the next header is not the transport',
      [match(payload('ip6', 'nexthdr'), 'tcp'), match(dport, 22)],
      [match(dport, 22)],
    ],
    [
      'bits outside of the mask',
      [match({ '&': [saddr, '255.255.0.0'] }, '10.1.0.1')],
      [match(saddr, { prefix: { addr: '10.1.0.0', len: 16 } })],
    ],
    ['order of statements', [{ counter: null }, drop], [drop, { counter: null }]],
    [
      'an interface called by a number',
      [match(meta('iifname'), '0x10')],
      [match(meta('iifname'), '16')],
    ],
    ['an unknown statement', [{ teleport: 1 }], [{ teleport: 2 }]],
    ['marks', [match(meta('mark'), 2n ** 60n)], [match(meta('mark'), 2n ** 60n + 1n)]],
    [
      'a range and its ends',
      [match(dport, { set: [22, 24] })],
      [match(dport, { range: [22, 24] })],
    ],
  ]
  for (const [name, a, b] of pairs) {
    it(`differ: ${name}`, () => {
      expect(equal(rule(a), rule(b))).toBe(false)
      expect(equal(rule(a), rule(a))).toBe(true)
    })
  }
})

const inTable = { family: 'ip', table: 't' }
const chain = { chain: { ...inTable, name: 'c', handle: 3 } }
const table = { table: { family: 'ip', name: 't', handle: 1 } }
const set = { ...inTable, name: 's', type: 'ipv4_addr' }

describe('documents', () => {
  it('are equal across handles, metainfo, the order of objects and where elements are given', () => {
    const listed = {
      nftables: [
        { metainfo: { version: '1.0.6' } },
        table,
        { set: { ...set, handle: 9, elem: ['10.0.0.2', '10.0.0.1'], flags: ['dynamic'] } },
        chain,
        { rule: { ...inTable, chain: 'c', handle: 4, index: 0, expr: [drop] } },
      ],
    }
    const written = {
      nftables: [
        { add: { table: { family: 'ip', name: 't' } } },
        { add: { chain: { ...inTable, name: 'c' } } },
        { add: { set } },
        { add: { rule: { ...inTable, chain: 'c', expr: [drop] } } },
        { add: { element: { ...inTable, name: 's', elem: ['10.0.0.1'] } } },
        { add: { element: { ...inTable, name: 's', elem: ['10.0.0.2'] } } },
      ],
    }
    expect(canonical(listed)).toEqual(canonical(written))
  })

  it('differ in the order of rules, of commands, and in the rule that a command means', () => {
    const rules = ['1', '2'].map((comment) => ({
      rule: { ...inTable, chain: 'c', expr: [drop], comment },
    }))
    expect(equal({ nftables: rules }, { nftables: rules.toReversed() })).toBe(false)
    const commands = [{ delete: table }, { add: table }]
    expect(equal({ nftables: commands }, { nftables: commands.toReversed() })).toBe(false)
    const remove = (handle: number) => ({
      nftables: [{ delete: { rule: { ...inTable, chain: 'c', handle } } }],
    })
    expect(equal(remove(1), remove(2))).toBe(false)
  })
})

describe('any input', () => {
  it('has a canonical form that is its own, without throwing', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withSparseArray: true }), (node) => {
        for (const document of [node, { nftables: [node] }, rule([node])]) {
          const once = canonical(document)
          expect(canonical(once)).toEqual(once)
        }
      }),
    )
  })

  it('of random documents is stable', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const once = canonical(document)
        expect(canonical(once)).toEqual(once)
        expect(equal(document, once)).toBe(true)
      }),
    )
  })

  it('that cannot be compared equals nothing', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    expect(equal({ nftables: cycle }, { nftables: cycle })).toBe(false)
    expect(equal({ nftables: [Number.NaN] }, { nftables: [Number.NaN] })).toBe(false)
  })
})
