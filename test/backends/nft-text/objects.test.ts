/**
 * Goal: tables, chains, sets, objects and commands are read as nft itself would print them, in their order.
 * Method: a table of text and JSON by hand, and one whole file that uses every way to write one.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readNftText } from '../../../src/backends/nftables/read/text/index.ts'
import { items } from './read.ts'

const inTable = { family: 'ip', table: 't' }

describe('commands', () => {
  test.each<[string, unknown[]]>([
    ['add table t', [{ add: { table: { family: 'ip', name: 't' } } }]],
    ['table inet t', [{ table: { family: 'inet', name: 't' } }]],
    ['create chain ip t c', [{ create: { chain: { ...inTable, name: 'c' } } }]],
    [
      'add chain t c { type filter hook input priority -5; policy drop; }',
      [
        {
          add: {
            chain: {
              ...inTable,
              name: 'c',
              type: 'filter',
              hook: 'input',
              prio: -5,
              policy: 'drop',
            },
          },
        },
      ],
    ],
    [
      'add rule t c accept',
      [{ add: { rule: { ...inTable, chain: 'c', expr: [{ accept: null }] } } }],
    ],
    ['t c accept', [{ rule: { ...inTable, chain: 'c', expr: [{ accept: null }] } }]],
    [
      'insert rule t c index 2 drop comment "x"',
      [
        {
          insert: {
            rule: { ...inTable, chain: 'c', expr: [{ drop: null }], comment: 'x', index: 2 },
          },
        },
      ],
    ],
    [
      'replace rule t c handle 5 drop',
      [{ replace: { rule: { ...inTable, chain: 'c', expr: [{ drop: null }], handle: 5 } } }],
    ],
    ['delete rule t c handle 5', [{ delete: { rule: { ...inTable, chain: 'c', handle: 5 } } }]],
    ['destroy table ip6 t', [{ destroy: { table: { family: 'ip6', name: 't' } } }]],
    ['delete table handle 3', [{ delete: { table: { family: 'ip', handle: 3 } } }]],
    ['flush ruleset', [{ flush: { ruleset: null } }]],
    ['flush ruleset inet', [{ flush: { ruleset: { family: 'inet' } } }]],
    [
      'flush chain t c; flush set t s',
      [
        { flush: { chain: { ...inTable, name: 'c' } } },
        { flush: { set: { ...inTable, name: 's' } } },
      ],
    ],
    ['rename chain t a b', [{ rename: { chain: { ...inTable, name: 'a', newname: 'b' } } }]],
    ['list ruleset', [{ list: { ruleset: null } }]],
    ['reset counters', [{ reset: { counters: null } }]],
    ['delete ct helper t h', [{ delete: { 'ct helper': { ...inTable, name: 'h' } } }]],
    [
      'add element t s { 10.0.0.1, 10.0.0.2 timeout 1m }',
      [
        {
          add: {
            element: {
              ...inTable,
              name: 's',
              elem: ['10.0.0.1', { elem: { val: '10.0.0.2', timeout: 60 } }],
            },
          },
        },
      ],
    ],
    ['add counter t n', [{ add: { counter: { ...inTable, name: 'n' } } }]],
    [
      'add quota t q over 1 mbytes',
      [{ add: { quota: { ...inTable, name: 'q', bytes: 1048576, used: 0, inv: true } } }],
    ],
    [
      'add limit t l rate 5/day',
      [{ add: { limit: { ...inTable, name: 'l', rate: 5, burst: 5, per: 'day' } } }],
    ],
    [
      'add ct helper t h { type "ftp" protocol tcp; l3proto ip; }',
      [
        {
          add: {
            'ct helper': { ...inTable, name: 'h', type: 'ftp', protocol: 'tcp', l3proto: 'ip' },
          },
        },
      ],
    ],
    [
      'add ct timeout t o { protocol udp; policy = { replied : 1m, unreplied : 5 }; }',
      [
        {
          add: {
            'ct timeout': {
              ...inTable,
              name: 'o',
              protocol: 'udp',
              policy: { replied: 60, unreplied: 5 },
            },
          },
        },
      ],
    ],
    [
      'add flowtable t f { hook ingress priority filter; devices = { a, b }; }',
      [
        {
          add: { flowtable: { ...inTable, name: 'f', hook: 'ingress', prio: 0, dev: ['a', 'b'] } },
        },
      ],
    ],
    [
      'add set t s { type ipv4_addr; flags interval; auto-merge; size 9; gc-interval 1h; }',
      [
        {
          add: {
            set: {
              ...inTable,
              name: 's',
              type: 'ipv4_addr',
              flags: ['interval'],
              'auto-merge': true,
              size: 9,
              'gc-interval': 3600,
            },
          },
        },
      ],
    ],
    [
      'add map t m { type ifname : verdict; elements = { "a*" : jump x, * : drop }; }',
      [
        {
          add: {
            map: {
              ...inTable,
              name: 'm',
              type: 'ifname',
              map: 'verdict',
              elem: [
                ['a*', { jump: { target: 'x' } }],
                ['*', { drop: null }],
              ],
            },
          },
        },
      ],
    ],
  ])('%s', (text, expected) => expect(items(`${text}\n`)).toStrictEqual(expected))

  test.each([
    ['filter', 'inet', 'input', 0],
    ['raw + 10', 'ip', 'prerouting', -290],
    ['dstnat', 'ip6', 'prerouting', -100],
    ['dstnat', 'bridge', 'prerouting', -300],
    ['filter', 'bridge', 'forward', -200],
    ['out - 1', 'bridge', 'output', 99],
    ['srcnat', 'inet', 'postrouting', 100],
    ['security', 'ip', 'forward', 50],
    ['mangle', 'ip', 'output', -150],
  ])('priority %s of %s at %s is %d', (priority, family, hook, prio) => {
    const text = `table ${family} t { chain c { type filter hook ${hook} priority ${priority}; }; }\n`
    expect(items(text)[1]).toMatchObject({ chain: { prio, hook } })
  })
})

describe('a block', () => {
  test('adds its objects in order, its rules last, so that a rule may jump to a later chain', () => {
    const text = 'table ip t { chain a { jump b; }; set s { type mark; }; chain b { }; }\n'
    const kinds = items(text).map((item) => Object.keys(item)[0])
    expect(kinds).toEqual(['table', 'chain', 'set', 'chain', 'rule'])
  })
})

describe('a whole file', () => {
  const path = new URL('../../fixtures/nft-text/gateway.nft', import.meta.url)
  const files = new Map([
    ['sets/b.nft', 'define second = $first\n'],
    ['sets/a.nft', 'define first = 1\n'],
    ['sets/c.txt', 'no ruleset\n'],
  ])
  const { document, diagnostics } = readNftText('gateway.nft', readFileSync(path, 'utf8'), {
    files,
  })

  test('is read without a word', () => expect(diagnostics).toEqual([]))

  test('has its items', () => {
    expect(document?.nftables.map((item) => JSON.stringify(item).slice(2, 12))).toEqual([
      'flush":{"r',
      'table":{"f',
      'set":{"fam',
      'map":{"fam',
      'counter":{',
      'chain":{"f',
      'chain":{"f',
      'rule":{"fa',
      'rule":{"fa',
      'rule":{"fa',
      'rule":{"fa',
      'rule":{"fa',
      'rule":{"fa',
      'insert":{"',
      'add":{"ele',
      'delete":{"',
    ])
  })

  test('has its variables in place', () => {
    const text = JSON.stringify(document)
    expect(text).toContain('"prio":-450')
    expect(text).toContain('{"redirect":{"port":9040,"flags":["random"]}}')
    expect(text).toContain('"prefix":"drop eth0: "')
    expect(text).toContain('["eth0",{"drop":null}]')
    expect(text).toContain('{"set":[{"prefix":{"addr":"10.137.0.0","len":24}},"10.138.0.5"]}')
    expect(text).toContain('{"concat":["10.139.1.1",53]}')
  })
})
