/**
 * Goal: each statement and expression of a rule is read as nft itself would print it.
 * Method: a table of text and JSON, written by hand from nft(8) and libnftables-json(5); one way to say each thing,
 * and the other ways beside it.
 */
import { describe, expect, test } from 'vitest'
import { statements } from './read.ts'

const saddr = { payload: { protocol: 'ip', field: 'saddr' } }
const dport = { payload: { protocol: 'tcp', field: 'dport' } }
const flags = { payload: { protocol: 'tcp', field: 'flags' } }
const state = { ct: { key: 'state' } }
const mark = { meta: { key: 'mark' } }
const matched = (left: unknown, right: unknown, op = '==') => [{ match: { op, left, right } }]
const prefix = (addr: string, len: number) => ({ prefix: { addr, len } })

describe('matches', () => {
  test.each<[string, unknown]>([
    ['ip saddr 10.0.0.1', matched(saddr, '10.0.0.1')],
    ['ip saddr == 10.0.0.1', matched(saddr, '10.0.0.1')],
    ['ip saddr != 10.0.0.0/8', matched(saddr, prefix('10.0.0.0', 8), '!=')],
    ['ip saddr 10.0.0.1-10.0.0.9', matched(saddr, { range: ['10.0.0.1', '10.0.0.9'] })],
    ['ip saddr & 255.0.0.0 == 10.0.0.0', matched({ '&': [saddr, '255.0.0.0'] }, '10.0.0.0')],
    ['ip saddr 1', matched(saddr, '0.0.0.1')],
    ['tcp dport ssh', matched(dport, 22)],
    ['tcp dport 0x16', matched(dport, 22)],
    ['tcp dport 026', matched(dport, 22)],
    ['tcp dport { 22, 80-90, https }', matched(dport, { set: [22, { range: [80, 90] }, 443] })],
    ['tcp dport @ports', matched(dport, '@ports')],
    ['tcp dport lt 1024', matched(dport, 1024, '<')],
    ['tcp flags syn', matched(flags, 'syn', 'in')],
    ['tcp flags syn,ack', matched(flags, ['syn', 'ack'], 'in')],
    ['tcp flags == syn', matched(flags, 'syn')],
    ['tcp flags ! syn', matched(flags, 'syn', '!')],
    ['tcp flags & (syn | ack) == syn', matched({ '&': [flags, { '|': ['syn', 'ack'] }] }, 'syn')],
    ['tcp flags syn / syn,ack', matched({ '&': [flags, ['syn', 'ack']] }, 'syn')],
    ['ct state new,related', matched(state, ['new', 'related'], 'in')],
    ['ct state { new, related }', matched(state, { set: ['new', 'related'] })],
    ['ct state != invalid', matched(state, 'invalid', '!=')],
    ['iifname "vif*"', matched({ meta: { key: 'iifname' } }, 'vif*')],
    ['iifname vif*', matched({ meta: { key: 'iifname' } }, 'vif*')],
    ['meta iifname "a\\*"', matched({ meta: { key: 'iifname' } }, 'a\\*')],
    ['meta l4proto icmp', matched({ meta: { key: 'l4proto' } }, 'icmp')],
    ['meta mark 0xffffffff', matched(mark, 4294967295)],
    ['meta skuid 1000', matched({ meta: { key: 'skuid' } }, 1000)],
    [
      'ether saddr 0:1:2:3:4:ff',
      matched({ payload: { protocol: 'ether', field: 'saddr' } }, '00:01:02:03:04:ff'),
    ],
    [
      'ip6 daddr ::ffff:10.0.0.1',
      matched({ payload: { protocol: 'ip6', field: 'daddr' } }, '::ffff:10.0.0.1'),
    ],
    [
      'icmp type echo-request',
      matched({ payload: { protocol: 'icmp', field: 'type' } }, 'echo-request'),
    ],
    ['icmp type redirect', matched({ payload: { protocol: 'icmp', field: 'type' } }, 'redirect')],
    ['meta protocol ip6', matched({ meta: { key: 'protocol' } }, 'ip6')],
    ['@nh,96,32 0x0a000001', matched({ payload: { base: 'nh', offset: 96, len: 32 } }, 0x0a000001)],
    [
      'ct original ip daddr 10.0.0.1',
      matched({ ct: { key: 'ip daddr', dir: 'original' } }, '10.0.0.1'),
    ],
    ['ct expiration 1m30s', matched({ ct: { key: 'expiration' } }, 90)],
    [
      'fib saddr . iif oif missing',
      matched({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false),
    ],
    ['exthdr frag exists', matched({ exthdr: { name: 'frag' } }, true)],
    [
      'tcp option maxseg size 1-500',
      matched({ 'tcp option': { name: 'maxseg', field: 'size' } }, { range: [1, 500] }),
    ],
    ['socket transparent 1', matched({ socket: { key: 'transparent' } }, 1)],
    ['rt ip nexthop 10.0.0.1', matched({ rt: { key: 'nexthop', family: 'ip' } }, '10.0.0.1')],
    ['osf name "Linux"', matched({ osf: { key: 'name' } }, 'Linux')],
    ['meta hour "17:00:00"', matched({ meta: { key: 'hour' } }, '17:00')],
    ['meta priority 1:10', matched({ meta: { key: 'priority' } }, '1:10')],
    [
      'ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.0/24 . 1-9 }',
      matched(
        { concat: [saddr, dport] },
        {
          set: [
            { concat: ['10.0.0.1', 80] },
            { concat: [prefix('10.0.0.0', 24), { range: [1, 9] }] },
          ],
        },
      ),
    ],
  ])('%s', (text, expected) => expect(statements(text)).toEqual(expected))
})

describe('other statements', () => {
  const nat = 'ip daddr 10.0.0.1 tcp dport 80 '
  test.each<[string, unknown]>([
    ['jump other', { jump: { target: 'other' } }],
    ['counter packets 1 bytes 2', { counter: { packets: 1, bytes: 2 } }],
    ['counter name "seen"', { counter: 'seen' }],
    ['quota over 2 mbytes', { quota: { val: 2, val_unit: 'mbytes', inv: true } }],
    ['limit rate 3/hour', { limit: { rate: 3, per: 'hour', burst: 5 } }],
    [
      'limit rate over 3 kbytes/second burst 1 mbytes',
      {
        limit: {
          rate: 3,
          rate_unit: 'kbytes',
          per: 'second',
          burst: 1,
          burst_unit: 'mbytes',
          inv: true,
        },
      },
    ],
    ['ct count over 5', { 'ct count': { val: 5, inv: true } }],
    ['log', { log: null }],
    [
      'log prefix "x: " group 2 snaplen 64 queue-threshold 5',
      { log: { prefix: 'x: ', group: 2, snaplen: 64, 'queue-threshold': 5 } },
    ],
    [
      'log level debug flags tcp sequence,options flags ip options',
      { log: { level: 'debug', flags: ['tcp sequence', 'tcp options', 'ip options'] } },
    ],
    ['reject', { reject: null }],
    [
      'reject with icmpx type admin-prohibited',
      { reject: { type: 'icmpx', expr: 'admin-prohibited' } },
    ],
    ['reject with tcp reset', { reject: { type: 'tcp reset' } }],
    ['notrack', { notrack: null }],
    ['meta mark set 0x10 | 0x2', { mangle: { key: mark, value: 18 } }],
    [
      'meta mark set ct mark and 0xff',
      { mangle: { key: mark, value: { '&': [{ ct: { key: 'mark' } }, 255] } } },
    ],
    [
      'meta mark set ip saddr map { 10.0.0.1 : 5 }',
      { mangle: { key: mark, value: { map: { key: saddr, data: { set: [['10.0.0.1', 5]] } } } } },
    ],
    [
      'ct state vmap { established : accept, invalid : drop }',
      {
        vmap: {
          key: state,
          data: {
            set: [
              ['established', { accept: null }],
              ['invalid', { drop: null }],
            ],
          },
        },
      },
    ],
    ['ip saddr vmap @m', { vmap: { key: saddr, data: '@m' } }],
    [`${nat}dnat to 10.0.0.2:8080`, { dnat: { addr: '10.0.0.2', port: 8080 } }],
    [`${nat}dnat ip to 10.0.0.2`, { dnat: { family: 'ip', addr: '10.0.0.2' } }],
    ['ip6 daddr ::1 tcp dport 80 dnat to [::2]:80', { dnat: { addr: '::2', port: 80 } }],
    [
      `${nat}snat to 10.0.0.2-10.0.0.9:1-99 random,persistent`,
      {
        snat: {
          addr: { range: ['10.0.0.2', '10.0.0.9'] },
          port: { range: [1, 99] },
          flags: ['random', 'persistent'],
        },
      },
    ],
    [
      'dnat ip prefix to ip daddr map { 10.0.0.0/24 : 10.1.0.0/24 }',
      {
        dnat: {
          family: 'ip',
          type_flags: ['prefix'],
          flags: ['netmap'],
          addr: {
            map: {
              key: { payload: { protocol: 'ip', field: 'daddr' } },
              data: { set: [[prefix('10.0.0.0', 24), prefix('10.1.0.0', 24)]] },
            },
          },
        },
      },
    ],
    ['masquerade', { masquerade: null }],
    ['tcp dport 1 redirect to :9040 random', { redirect: { port: 9040, flags: ['random'] } }],
    [
      'tcp dport 1 tproxy ip to 127.0.0.1:9040',
      { tproxy: { family: 'ip', addr: '127.0.0.1', port: 9040 } },
    ],
    ['queue num 1-3 bypass', { queue: { num: { range: [1, 3] }, flags: ['bypass'] } }],
    ['queue flags bypass,fanout to 4', { queue: { num: 4, flags: ['bypass', 'fanout'] } }],
    [
      'queue to numgen inc mod 4 offset 1',
      { queue: { num: { numgen: { mode: 'inc', mod: 4, offset: 1 } } } },
    ],
    ['ip saddr 10.0.0.1 dup to 10.0.0.9 device lo', { dup: { addr: '10.0.0.9', dev: 'lo' } }],
    ['fwd ip to 10.0.0.9 device "lo"', { fwd: { dev: 'lo', family: 'ip', addr: '10.0.0.9' } }],
    ['flow add @f', { flow: { op: 'add', flowtable: '@f' } }],
    [
      'add @s { ip saddr timeout 1m limit rate 1/second }',
      {
        set: {
          op: 'add',
          elem: { elem: { val: saddr, timeout: 60 } },
          set: '@s',
          stmt: [{ limit: { rate: 1, burst: 5, per: 'second' } }],
        },
      },
    ],
    [
      'update @m { ip saddr : meta mark }',
      { map: { op: 'update', elem: saddr, data: mark, map: '@m' } },
    ],
    ['set add ip saddr @s', { set: { op: 'add', elem: saddr, set: '@s' } }],
    [
      'meter m size 9 { ip saddr counter }',
      { meter: { name: 'm', size: 9, key: saddr, stmt: { counter: null } } },
    ],
    ['ct helper set "ftp"', { 'ct helper': 'ftp' }],
    ['ct timeout set "t"', { 'ct timeout': 't' }],
    ['synproxy mss 1460 sack-perm', { synproxy: { mss: 1460, flags: ['sack-perm'] } }],
    ['reset tcp option fastopen', { reset: { 'tcp option': { name: 'fastopen' } } }],
    ['xt match "conntrack"', { xt: { type: 'match', name: 'conntrack' } }],
  ])('%s', (text, expected) => expect(statements(text).at(-1)).toEqual(expected))

  test('a chain in place is opaque, kept as its text', () => {
    expect(statements('tcp dport 22 jump { accept; }').at(-1)).toEqual({
      opaque: { json: 'jump { accept; }', reason: 'unknown-key' },
    })
  })
})
