/**
 * Goal: documents print as the text that a person would write, and what text cannot say is refused.
 * Method: tables of JSON against text, one part of the language each; the kernel tests show that nft agrees.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPrintableName, print } from '../src/print/index.ts'

const meta = (key: string) => ({ meta: { key } })
const ct = (key: string, dir?: string) => ({ ct: dir === undefined ? { key } : { key, dir } })
const payload = (protocol: string, field: string) => ({ payload: { protocol, field } })
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } })
const rule = (...expr: readonly unknown[]) => ({
  add: { rule: { family: 'inet', table: 't', chain: 'c', expr } },
})
/** The text of one rule, or the messages of its problems. */
function printed(...expr: readonly unknown[]): string {
  const result = print({ nftables: [rule(...expr)] })
  if ('problems' in result) return result.problems.map(({ message }) => message).join('; ')
  return result.text.trim().replace('add rule inet t c ', '')
}

const masked = { '&': [payload('tcp', 'flags'), ['fin', 'syn', 'rst', 'ack']] }
describe('rules print as a person would write them', () => {
  it.each<[string, ...unknown[]]>([
    ['iifname "vif*" accept', match(meta('iifname'), 'vif*'), { accept: null }],
    ['oifname != "lo" drop', match(meta('oifname'), 'lo', '!='), { drop: null }],
    ['iifgroup 2 drop', match(meta('iifgroup'), 2), { drop: null }],
    ['oifgroup { 1, 2 }', match(meta('oifgroup'), { set: [1, 2] })],
    ['meta nfproto ipv6 drop', match(meta('nfproto'), 'ipv6'), { drop: null }],
    ['meta l4proto tcp', match(meta('l4proto'), 'tcp')],
    ['meta mark & 255 == 1', match({ '&': [meta('mark'), 255] }, 1)],
    ['meta skuid 107 accept', match(meta('skuid'), 107), { accept: null }],
    [
      'ct state invalid,untracked drop',
      match(ct('state'), ['invalid', 'untracked'], 'in'),
      { drop: null },
    ],
    ['ct state == new', match(ct('state'), 'new')],
    ['ct state new', match(ct('state'), 'new', 'in')],
    ['ct state { new, related }', match(ct('state'), { set: ['new', 'related'] })],
    ['ct status dnat', match(ct('status'), 'dnat', 'in')],
    ['ct status ! dnat', match(ct('status'), 'dnat', '!')],
    ['ct direction reply', match(ct('direction'), 'reply')],
    ['ct original ip daddr 10.0.0.1', match(ct('ip daddr', 'original'), '10.0.0.1')],
    ['tcp flags & (fin | syn | rst | ack) != syn', match(masked, 'syn', '!=')],
    ['tcp flags & (fin | syn | rst | ack) == syn | ack', match(masked, ['syn', 'ack'])],
    ['tcp flags == syn', match(payload('tcp', 'flags'), 'syn')],
    ['tcp flags syn', match(payload('tcp', 'flags'), 'syn', 'in')],
    [
      'ip daddr 10.0.0.0/8 drop',
      match(payload('ip', 'daddr'), { prefix: { addr: '10.0.0.0', len: 8 } }),
      { drop: null },
    ],
    ['ip saddr @clients', match(payload('ip', 'saddr'), '@clients')],
    ['ip hdrlength > 5 drop', match(payload('ip', 'hdrlength'), 5, '>'), { drop: null }],
    [
      'ip frag-off & 16383 != 0 drop',
      match({ '&': [payload('ip', 'frag-off'), 16383] }, 0, '!='),
      { drop: null },
    ],
    [
      'ip6 saddr fe80::/10',
      match(payload('ip6', 'saddr'), { prefix: { addr: 'fe80::', len: 10 } }),
    ],
    ['udp dport 1024-65535', match(payload('udp', 'dport'), { range: [1024, 65535] })],
    ['icmp type redirect', match(payload('icmp', 'type'), 'redirect')],
    ['icmpv6 param-problem 4', match(payload('icmpv6', 'parameter-problem'), 4)],
    [
      'arp daddr ip != 10.137.0.1 drop',
      match(payload('arp', 'daddr ip'), '10.137.0.1', '!='),
      { drop: null },
    ],
    ['arp operation request', match(payload('arp', 'operation'), 'request')],
    [
      'fib saddr . iif oif missing drop',
      match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false),
      { drop: null },
    ],
    ['fib daddr type local', match({ fib: { result: 'type', flags: 'daddr' } }, 'local')],
    [
      'iifname . ip saddr { "vif1.0" . 10.137.0.10 }',
      match(
        { concat: [meta('iifname'), payload('ip', 'saddr')] },
        { set: [{ concat: ['vif1.0', '10.137.0.10'] }] },
      ),
    ],
    ['meta mark set 1', { mangle: { key: meta('mark'), value: 1 } }],
    [
      'meta mark set meta mark | 16',
      { mangle: { key: meta('mark'), value: { '|': [meta('mark'), 16] } } },
    ],
    [
      'ct mark set (meta mark | 16) << 8',
      { mangle: { key: ct('mark'), value: { '<<': [{ '|': [meta('mark'), 16] }, 8] } } },
    ],
    [
      'tcp dport vmap { 22 : accept, 80 : jump web }',
      {
        vmap: {
          key: payload('tcp', 'dport'),
          data: {
            set: [
              [22, { accept: null }],
              [80, { jump: { target: 'web' } }],
            ],
          },
        },
      },
    ],
    [
      'meta l4proto tcp redirect to :9040',
      match(meta('l4proto'), 'tcp'),
      { redirect: { port: 9040 } },
    ],
    ['redirect', { redirect: null }],
    ['dnat ip6 to [::1]:53', { dnat: { family: 'ip6', addr: '::1', port: 53 } }],
    [
      'snat to 10.0.0.1-10.0.0.9:1024-2048 random,persistent',
      {
        snat: {
          addr: { range: ['10.0.0.1', '10.0.0.9'] },
          port: { range: [1024, 2048] },
          flags: ['persistent', 'random'],
        },
      },
    ],
    ['counter drop', { counter: null }, { drop: null }],
    ['counter packets 1 bytes 40', { counter: { packets: 1, bytes: 40n } }],
    ['limit rate 10/minute burst 5 packets', { limit: { rate: 10, per: 'minute', burst: 5 } }],
    [
      'limit rate over 1 kbytes/second',
      { limit: { rate: 1, rate_unit: 'kbytes', per: 'second', inv: true } },
    ],
    [
      'log prefix "leak: " level info flags skuid',
      { log: { prefix: 'leak: ', level: 'info', flags: 'skuid' } },
    ],
    ['reject with tcp reset', { reject: { type: 'tcp reset' } }],
    [
      'reject with icmpx type admin-prohibited',
      { reject: { type: 'icmpx', expr: 'admin-prohibited' } },
    ],
    ['jump clients', { jump: { target: 'clients' } }],
    ['goto clients', { goto: { target: 'clients' } }],
    [
      'add @seen { ip saddr timeout 1h30m limit rate 1/second }',
      {
        set: {
          op: 'add',
          elem: { elem: { val: payload('ip', 'saddr'), timeout: 5400 } },
          set: '@seen',
          stmt: [{ limit: { rate: 1, per: 'second' } }],
        },
      },
    ],
  ])('%s', (text, ...expr) => {
    expect(printed(...expr)).toBe(text)
  })
})

describe('what text cannot say is refused', () => {
  it.each<[string, RegExp, ...unknown[]]>([
    ['a quote in a log prefix', /escape/, { log: { prefix: 'a"b' } }],
    ['a line break in an interface name', /escape/, match(meta('iifname'), 'a\n}')],
    ['a variable in a log prefix', /dollar/, { log: { prefix: '$x' } }],
    ['a long log prefix', /127 bytes/, { log: { prefix: 'é'.repeat(64) } }],
    ['a keyword as a chain', /cannot name/, { jump: { target: 'fwd' } }],
    ['syntax as a chain', /cannot name/, { jump: { target: 'a drop' } }],
    ['syntax as a set', /cannot name/, match(payload('ip', 'saddr'), '@a }')],
    ['an unknown statement', /no statement/, { teleport: null }],
    ['an unknown expression', /no expression/, match({ aura: {} }, 1)],
    ['an unknown property', /not known/, { redirect: { prot: 53 } }],
    ['an unknown header field', /none of/, match(payload('ip', 'evil bit'), 1)],
    ['an xt statement', /no statement/, { xt: { type: 'match', name: 'conntrack' } }],
    [
      'a node that the reader did not understand',
      /no statement/,
      { opaque: { json: {}, reason: 'unknown-key' } },
    ],
    ['a negative number', /non-negative/, match(meta('mark'), -1)],
    ['a fraction', /non-negative/, match(meta('mark'), 0.5)],
    ['an empty set', /empty/, match(meta('mark'), { set: [] })],
    ['a verdict with a body', /carries nothing/, { drop: { when: 'never' } }],
    [
      'a word for a period that nft would take for a second',
      /none of/,
      { limit: { rate: 1, per: 'fortnight' } },
    ],
  ])('%s', (_, message, ...expr) => {
    expect(printed(...expr)).toMatch(message)
  })

  it('says where, as a JSON pointer', () => {
    const document = { nftables: [rule({ accept: null }, match(meta('iifname'), 'a"b'))] }
    expect(print(document)).toEqual({
      problems: [
        {
          path: '/nftables/0/add/rule/expr/1/match/right',
          message: 'nft text has no escape for quotes and control characters',
        },
      ],
    })
  })

  it('never gives text beside a problem, never throws, and is deterministic, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (node) => {
        for (const document of [node, { nftables: [node] }, { nftables: [rule(node)] }]) {
          const result = print(document)
          expect('text' in result).not.toBe('problems' in result)
          expect(print(document)).toEqual(result)
        }
      }),
    )
  })

  it('refuses what nests too deeply, cycles included', () => {
    const cycle: { '|': unknown[] } = { '|': [1] }
    cycle['|'].push(cycle)
    expect(printed(match(meta('mark'), cycle))).toMatch(/nested too deeply/)
  })

  it('lets no string but a plain word become a name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        if (isPrintableName(name)) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_./-]*$/)
      }),
    )
    expect(['input', 'tor-clients', 'a.b', '_x'].filter(isPrintableName)).toHaveLength(4)
    expect(['fwd', 'last', 'ip', '5', '', '-a', 'a b', 'tunnel'].filter(isPrintableName)).toEqual(
      [],
    )
  })
})

const inTable = { family: 'inet', table: 't' }

describe('documents', () => {
  it('fold into a block what is added to a table after it', () => {
    const base = { type: 'filter', hook: 'prerouting', prio: -450, policy: 'accept' }
    const result = print(
      {
        nftables: [
          { metainfo: { version: '1.0.6' } },
          { add: { table: { family: 'inet', name: 't' } } },
          { delete: { table: { family: 'inet', name: 't' } } },
          { add: { table: { family: 'inet', name: 't' } } },
          { add: { chain: { ...inTable, name: 'pre', ...base } } },
          {
            add: {
              set: {
                ...inTable,
                name: 's',
                type: ['ifname', 'ipv4_addr'],
                flags: ['interval'],
                elem: [{ concat: ['vif1.0', '10.137.0.10'] }],
              },
            },
          },
          {
            add: {
              rule: {
                ...inTable,
                chain: 'pre',
                expr: [match(meta('iifname'), 'vif*'), { jump: { target: 'in' } }],
                comment: 'clients',
              },
            },
          },
          { add: { chain: { ...inTable, name: 'in' } } },
          { rule: { ...inTable, chain: 'in', handle: 7, expr: [{ drop: null }] } },
        ],
      },
      {
        header: ['made for a test', ''],
        comment: (object) => (JSON.stringify(object).includes('"in","expr"') ? ['why'] : []),
      },
    )
    const text = [
      '# made for a test',
      '#',
      '',
      'add table inet t',
      'delete table inet t',
      '',
      'table inet t {',
      '\tset s {',
      '\t\ttype ifname . ipv4_addr',
      '\t\tflags interval',
      '\t\telements = { "vif1.0" . 10.137.0.10 }',
      '\t}',
      '',
      '\tchain pre {',
      '\t\ttype filter hook prerouting priority -450; policy accept;',
      '',
      '\t\tiifname "vif*" jump in comment "clients"',
      '\t}',
      '',
      '\tchain in {',
      '\t\tdrop',
      '\t}',
      '}',
      '',
    ].join('\n')
    expect(result).toEqual({ text })
  })

  it.each<[string, unknown]>([
    ['add chain ip qubes tor', { add: { chain: { family: 'ip', table: 'qubes', name: 'tor' } } }],
    [
      'create chain ip qubes tor',
      { create: { chain: { family: 'ip', table: 'qubes', name: 'tor' } } },
    ],
    [
      'flush chain ip qubes tor',
      { flush: { chain: { family: 'ip', table: 'qubes', name: 'tor' } } },
    ],
    ['delete table inet t', { delete: { table: { family: 'inet', name: 't' } } }],
    [
      'add element inet t s { 10.0.0.1, 10.0.0.2 }',
      { add: { element: { ...inTable, name: 's', elem: ['10.0.0.1', '10.0.0.2'] } } },
    ],
    [
      'add chain inet t c { type nat hook output priority -100; policy drop; }',
      {
        add: {
          chain: { ...inTable, name: 'c', type: 'nat', hook: 'output', prio: -100, policy: 'drop' },
        },
      },
    ],
    [
      'add set inet t s { type ipv4_addr; flags timeout; timeout 1m; }',
      {
        add: { set: { ...inTable, name: 's', type: 'ipv4_addr', flags: ['timeout'], timeout: 60 } },
      },
    ],
    [
      'insert rule inet t c index 0 drop',
      { insert: { rule: { ...inTable, chain: 'c', index: 0, expr: [{ drop: null }] } } },
    ],
    ['delete rule inet t c handle 5', { delete: { rule: { ...inTable, chain: 'c', handle: 5 } } }],
    ['flush ruleset', { flush: { ruleset: null } }],
    ['rename chain inet t c d', { rename: { chain: { ...inTable, name: 'c', newname: 'd' } } }],
  ])('%s', (text, item) => {
    expect(print({ nftables: [item] })).toEqual({ text: `${text}\n` })
  })

  it.each<[string, RegExp, unknown]>([
    [
      'a priority by name, which would make a chain without a hook',
      /32-bit/,
      { chain: { ...inTable, name: 'c', type: 'filter', hook: 'input', prio: 'filter' } },
    ],
    ['a policy without a hook', /base chain/, { chain: { ...inTable, name: 'c', policy: 'drop' } }],
    ['half a base chain', /none of/, { chain: { ...inTable, name: 'c', hook: 'input', prio: 0 } }],
    [
      'a quote in a comment',
      /escape/,
      { rule: { ...inTable, chain: 'c', expr: [{ drop: null }], comment: 'a"b' } },
    ],
    [
      'a long comment',
      /128 bytes/,
      { rule: { ...inTable, chain: 'c', expr: [{ drop: null }], comment: 'x'.repeat(129) } },
    ],
    ['a rule without statements', /without statements/, { rule: { ...inTable, chain: 'c' } }],
    ['no family', /none of/, { chain: { table: 't', name: 'c' } }],
  ])('refuse %s', (_, message, object) => {
    const result = print({ nftables: [{ add: object }] })
    expect('problems' in result ? result.problems[0].message : result.text).toMatch(message)
  })

  it('keep what no block can say as commands after it, in their order', () => {
    const add = (object: object) => ({ add: object })
    const own = { ...inTable, chain: 'c' }
    const text = print({
      nftables: [
        add({ table: { family: 'inet', name: 't' } }),
        add({ chain: { ...inTable, name: 'c' } }),
        add({ rule: { ...own, expr: [{ accept: null }] } }),
        add({ rule: { ...own, index: 0, expr: [{ drop: null }] } }),
        add({ chain: { ...inTable, name: 'c' } }),
        add({ rule: { family: 'inet', table: 'other', chain: 'c', expr: [{ drop: null }] } }),
      ],
    })
    const block = 'table inet t {\n\tchain c {\n\t\taccept\n\t}\n}\n'
    const lines = [
      'add rule inet t c index 0 drop',
      'add chain inet t c',
      'add rule inet other c drop',
    ]
    expect(text).toEqual({ text: `${block}\n${lines.join('\n')}\n` })
  })

  it('refuse a line break in a line of comment', () => {
    expect(print({ nftables: [] }, { header: ['x\nflush ruleset'] })).toHaveProperty('problems')
  })
})
