/**
 * Goal: each statement becomes what the kernel does, with the tests that nft makes by itself, and none is left out.
 * Method: rules beside the steps that they must become, written out by hand.
 */
import { describe, expect, test } from 'vitest'
import { holds, interval, masked, stepsOf, tablesOf, there, verdict } from './machine.ts'

const fixed = (addresses: unknown, ports: unknown, netmap = false) => ({
  kind: 'fixed',
  addresses,
  ports,
  netmap,
})
const translate = (nat: string, target: unknown) => ({ kind: 'translate', nat, target })
const mark = (target: string, keep: number, source: string | null, take: number, flip: number) => ({
  kind: 'set-mark',
  target,
  keep: BigInt(keep),
  source,
  take: BigInt(take),
  flip: BigInt(flip),
})
const all = 0xffffffff
const ipv4 = holds('meta nfproto', 2)
const ipv6 = holds('meta nfproto', 10)

describe('verdicts', () => {
  test.each([
    ['accept', [verdict('accept')]],
    ['drop', [verdict('drop')]],
    ['continue', [verdict('continue')]],
    ['return', [verdict('return')]],
    ['jump other', [verdict('jump', { chain: 'other' })]],
    ['goto other', [verdict('goto', { chain: 'other' })]],
    ['queue num 1', [verdict('queue', { bypass: false })]],
    ['queue num 1 bypass', [verdict('queue', { bypass: true })]],
    ['reject', [verdict('reject', { with: 'icmp' })]],
    ['reject with tcp reset', [holds('meta l4proto', 6), verdict('reject', { with: 'tcp-reset' })]],
    ['reject with icmp host-unreachable', [ipv4, verdict('reject', { with: 'icmp' })]],
    ['reject with icmpv6 no-route', [ipv6, verdict('reject', { with: 'icmp' })]],
    ['reject with icmpx no-route', [verdict('reject', { with: 'icmp' })]],
    [
      'synproxy mss 1460 wscale 7',
      [holds('meta l4proto', 6), masked('tcp flags', 0x12, true, 0), verdict('synproxy')],
    ],
  ])('%s', (rule, steps) => expect(stepsOf(rule)).toEqual(steps))

  test('a map of verdicts in place', () => {
    expect(stepsOf('tcp dport vmap { 22 : accept, 1-5 : jump other, * : drop }')).toEqual([
      {
        kind: 'verdict-map',
        key: [{ field: 'tcp dport', mask: null }],
        entries: [
          { tuple: [{ kind: 'interval', interval: interval(22) }], verdict: { kind: 'accept' } },
          {
            tuple: [{ kind: 'interval', interval: interval([1, 5]) }],
            verdict: { kind: 'jump', chain: 'other' },
          },
          { tuple: [{ kind: 'otherwise' }], verdict: { kind: 'drop' } },
        ],
      },
    ])
  })

  test('a map of verdicts by name', () => {
    const map = 'map m { type ipv4_addr : verdict; elements = { 10.0.0.1 : goto other }; }'
    expect(stepsOf('ip saddr vmap @m', 'ip', map)).toEqual([
      { kind: 'verdict-map', key: [{ field: 'ip saddr', mask: null }], entries: { map: 'm' } },
    ])
  })

  test.each(['numgen inc mod 2 vmap { 0 : accept, 1 : drop }', 'meta cpu vmap { 0 : accept }'])(
    '%s may end in any way',
    (rule) => expect(stepsOf(rule)).toEqual([{ kind: 'opaque', text: rule, mayEnd: true }]),
  )
})

describe('translations', () => {
  const port = interval(9040)
  test.each([
    ['meta l4proto tcp redirect to :9040', translate('redirect', fixed(null, port))],
    ['redirect', translate('redirect', fixed(null, null))],
    ['masquerade', translate('masquerade', fixed(null, null))],
    [
      'snat ip to 10.0.0.1-10.0.0.5',
      translate('snat', fixed(interval([0x0a000001, 0x0a000005]), null)),
    ],
    ['tcp dport 1 dnat ip to 10.0.0.1:9040', translate('dnat', fixed(interval(0x0a000001), port))],
    ['tcp dport 1 dnat ip6 to [::1]:9040', translate('dnat', fixed(interval(1), port))],
    [
      'dnat ip prefix to ip daddr map { 10.1.0.0/16 : 10.2.0.0/16 }',
      translate('dnat', {
        kind: 'map',
        key: [{ field: 'ip daddr', mask: null }],
        entries: [
          {
            tuple: [{ kind: 'interval', interval: interval([0x0a010000, 0x0a01ffff]) }],
            addresses: interval([0x0a020000, 0x0a02ffff]),
            ports: null,
          },
        ],
        netmap: true,
      }),
    ],
    [
      'dnat ip to numgen inc mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 }',
      translate('dnat', { kind: 'opaque' }),
    ],
  ])('%s', (rule, step) => expect(stepsOf(rule).at(-1)).toEqual(step))

  test('to an address of one family leave the other alone', () => {
    expect(stepsOf('dnat ip to 10.0.0.1')[0]).toEqual(ipv4)
    expect(stepsOf('dnat ip6 to ::1')[0]).toEqual(ipv6)
    expect(stepsOf('redirect')).toHaveLength(1)
    expect(stepsOf('dnat to 10.0.0.1', 'ip')).toHaveLength(1)
  })

  test('through a map', () => {
    const entry = (key: number, addresses: unknown, ports: unknown) => ({
      tuple: [{ kind: 'interval', interval: interval(key) }],
      addresses,
      ports,
    })
    const key = [{ field: 'tcp dport', mask: null }]
    expect(stepsOf('redirect to :tcp dport map { 22 : 2222, 80 : 8080 }')).toEqual([
      translate('redirect', {
        kind: 'map',
        key,
        entries: [entry(22, null, interval(2222)), entry(80, null, interval(8080))],
        netmap: false,
      }),
    ])
    expect(stepsOf('dnat to 10.0.0.1 : tcp dport map { 22 : 2222 }', 'ip').at(-1)).toEqual(
      translate('dnat', {
        kind: 'map',
        key,
        entries: [entry(22, interval(0x0a000001), interval(2222))],
        netmap: false,
      }),
    )
    const map =
      'map m { type inet_service : ipv4_addr . inet_service; elements = { 80 : 10.0.0.1 . 8080 }; }'
    expect(stepsOf('dnat ip addr . port to tcp dport map @m', 'ip', map).at(-1)).toEqual(
      translate('dnat', { kind: 'map', key, entries: { map: 'm' }, netmap: false }),
    )
    expect(tablesOf(`table ip t {\n${map}\n}\n`)[0]?.maps[0]?.entries).toEqual({
      kind: 'targets',
      list: [entry(80, interval(0x0a000001), interval(8080))],
    })
  })

  test('transparent proxying goes on', () => {
    expect(stepsOf('tcp dport 1 tproxy ip to 127.0.0.1:9040 accept').slice(1)).toEqual([
      ipv4,
      { kind: 'tproxy', address: 0x7f000001n, port: 9040n },
      verdict('accept'),
    ])
  })
})

describe('what is written', () => {
  const readsMark = there('ct mark', 32)
  test.each([
    ['meta mark set 5', [mark('meta mark', 0, null, 0, 5)]],
    ['meta mark set meta mark | 1', [mark('meta mark', all - 1, null, 0, 1)]],
    ['meta mark set meta mark & 0xff', [mark('meta mark', 0xff, null, 0, 0)]],
    ['meta mark set meta mark ^ 3', [mark('meta mark', all, null, 0, 3)]],
    ['meta mark set ct mark', [readsMark, mark('meta mark', 0, 'ct mark', all, 0)]],
    [
      'meta mark set ct mark & 0xff | 0x100',
      [readsMark, mark('meta mark', 0, 'ct mark', 0xff, 0x100)],
    ],
    ['ct mark set meta mark', [mark('ct mark', 0, 'meta mark', all, 0)]],
    ['ct mark set 7', [mark('ct mark', 0, null, 0, 7)]],
    [
      'meta mark set ct mark >> 8',
      [
        { kind: 'opaque', text: 'meta mark set ct mark >> 8', mayEnd: false },
        { kind: 'set-field', field: 'meta mark', value: null },
      ],
    ],
    [
      'meta mark set ip saddr map { 10.0.0.1 : 1 }',
      [holds('ip saddr', 0x0a000001), { kind: 'set-field', field: 'meta mark', value: null }],
    ],
    [
      'ip daddr set 10.0.0.1',
      [there('ip daddr', 32), { kind: 'set-field', field: 'ip daddr', value: 0x0a000001n }],
    ],
    ['ip dscp set cs1', [there('ip dscp', 6), { kind: 'set-field', field: 'ip dscp', value: 8n }]],
    ['notrack', [{ kind: 'notrack' }]],
  ])('%s', (rule, steps) => expect(stepsOf(rule)).toEqual(steps))

  test.each(['ct zone set 1', 'icmp id set 5', '@th,0,64 set 5'])('%s may matter', (rule) => {
    expect(stepsOf(rule).at(-1)).toEqual({ kind: 'opaque', text: rule, mayEnd: true })
  })

  test.each([
    'counter',
    'log prefix "x"',
    'meta priority set root',
    'meta nftrace set 1',
    'ct event set new',
    'tcp option maxseg size set 1400',
    'reset tcp option timestamp',
    'last',
  ])('%s changes nobody’s fate', (rule) => {
    expect(stepsOf(rule)).toEqual([{ kind: 'note', text: rule }])
  })

  test('sets that packets fill hold anything', () => {
    const set = 'set s { type ipv4_addr; size 10; }'
    const [table] = tablesOf(`table inet t {\n${set}\nchain c { add @s { ip saddr } accept; }\n}\n`)
    expect(table?.sets[0]?.contents).toBe('arbitrary')
    expect(table?.chains[0]?.rules[0]?.steps).toEqual([
      there('ip saddr', 32),
      { kind: 'choice', why: 'set-update', text: 'add @s { ip saddr }' },
      verdict('accept'),
    ])
  })
})

describe('what leaves the path of the rules', () => {
  test('an offload, a copy, another device', () => {
    const flowtable = 'flowtable f { hook ingress priority 0; devices = { lo }; }'
    expect(stepsOf('flow add @f', 'inet', flowtable)).toMatchObject([
      { kind: 'escape', way: 'offload' },
    ])
    expect(stepsOf('flow add @f accept', 'inet', flowtable)).toMatchObject([
      { kind: 'escape', way: 'offload' },
      { kind: 'choice' },
      { kind: 'verdict' },
    ])
    expect(stepsOf('dup to 10.0.0.1', 'ip')).toMatchObject([{ kind: 'escape', way: 'duplicate' }])
    expect(stepsOf('fwd to "eth0"', 'netdev')).toMatchObject([{ kind: 'escape', way: 'forward' }])
  })

  test('a helper, a chain in place, an extension of iptables', () => {
    const helper = 'ct helper h { type "ftp" protocol tcp; }'
    expect(stepsOf('ct helper set "h"', 'inet', helper)).toMatchObject([
      { kind: 'opaque', mayEnd: true },
    ])
    expect(stepsOf('jump { accept; }')).toMatchObject([{ kind: 'opaque', mayEnd: true }])
    expect(stepsOf('xt match "string" accept')[0]).toMatchObject({ kind: 'opaque', mayEnd: true })
  })
})

describe('conntrack is asked for', () => {
  const asks = (rule: string) => {
    const [table] = tablesOf(
      `table inet t {\nset s { type ipv4_addr; flags dynamic; }\nchain c { ${rule}; }\n}\n`,
    )
    return table?.chains[0]?.rules[0]?.asksConntrack
  }
  test.each([
    ...[
      'ct state new',
      'ct mark set 1',
      'redirect',
      'masquerade',
      'dnat ip to 10.0.0.1',
      'ct count 5',
    ],
    ...['synproxy', 'meta mark set ct mark', 'ct direction vmap { original : accept }'],
    ...['add @s { ip saddr ct count over 5 }'],
  ])('by %s', (rule) => expect(asks(rule)).toBe(true))
  test.each([
    'notrack',
    'accept',
    'meta mark set 1',
    'fib saddr oif exists',
    'log prefix "ct state"',
  ])('not by %s', (rule) => expect(asks(rule)).toBe(false))
})
