/**
 * Goal: each kind of match becomes the test that nft's bytecode makes of it.
 * Method: rules beside the steps that they must become, written out by hand. What bytecode a rule has was looked up with
 * `nft --debug=netlink`.
 */
import { describe, expect, test } from 'vitest'
import { fails, holds, interval, masked, named, stepsOf, tested, there } from './machine.ts'

const address = 0x0a000001

describe('a match becomes a test', () => {
  test.each([
    ['tcp dport 22', [holds('tcp dport', 22)]],
    ['tcp dport != 22', [fails('tcp dport', 22)]],
    ['tcp dport < 1024', [holds('tcp dport', [0, 1023])]],
    ['tcp dport <= 1024', [holds('tcp dport', [0, 1024])]],
    ['tcp dport > 1024', [holds('tcp dport', [1025, 65535])]],
    ['tcp dport >= 1024', [holds('tcp dport', [1024, 65535])]],
    ['tcp dport 1-5', [holds('tcp dport', [1, 5])]],
    ['tcp dport != 1-5', [fails('tcp dport', [1, 5])]],
    ['tcp dport { 80, 81, 443 }', [holds('tcp dport', [80, 81], 443)]],
    ['tcp dport != { 80, 443 }', [fails('tcp dport', 80, 443)]],
    ['tcp dport http', [holds('tcp dport', 80)]],
    ['ip saddr 10.0.0.1', [holds('ip saddr', address)]],
    ['ip saddr 10.1.2.3/8', [holds('ip saddr', [0x0a000000, 0x0affffff])]],
    ['ip saddr & 255.255.0.0 == 10.1.0.0', [masked('ip saddr', 0xffff0000, false, 0x0a010000)]],
    ['ip6 saddr fe80::/10', [holds('ip6 saddr', [0xfe80n << 112n, (0xfec0n << 112n) - 1n])]],
    ['meta l4proto { tcp, udp }', [holds('meta l4proto', 6, 17)]],
    ['ip protocol tcp', [holds('ip protocol', 6)]],
    ['ip6 nexthdr tcp', [holds('ip6 nexthdr', 6)]],
    ['meta nfproto ipv6', [holds('meta nfproto', 10)]],
    ['meta protocol ip', [holds('meta nfproto', 2)]],
    ['ct state new', [masked('ct state', 8, true, 0)]],
    ['ct state established,related', [masked('ct state', 6, true, 0)]],
    ['ct state != established,related', [fails('ct state', 6)]],
    ['ct state { new, established }', [holds('ct state', 2, 8)]],
    ['ct state == new', [holds('ct state', 8)]],
    ['ct status dnat', [masked('ct status', 32, true, 0)]],
    ['tcp flags syn', [masked('tcp flags', 2, true, 0)]],
    ['tcp flags == syn', [holds('tcp flags', 2)]],
    ['tcp flags ! syn,ack', [masked('tcp flags', 18, false, 0)]],
    ['tcp flags & (fin|syn) == syn', [masked('tcp flags', 3, false, 2)]],
    ['tcp flags syn / syn,ack', [masked('tcp flags', 18, false, 2)]],
    ['tcp flags != syn,ack / syn,ack,fin', [masked('tcp flags', 19, true, 18)]],
    ['meta mark 0x10', [holds('meta mark', 16)]],
    ['meta mark & 0xff == 0x10', [masked('meta mark', 0xff, false, 16)]],
    ['meta mark ^ 1 == 5', [holds('meta mark', 4)]],
    ['meta mark | 1 == 5', [masked('meta mark', 0xfffffffe, false, 4)]],
    ['ip frag-off & 0x1fff != 0', [masked('ip frag-off', 0x1fff, true, 0)]],
    ['ip dscp cs1', [holds('ip dscp', 8)]],
    ['ip ecn ce', [holds('ip ecn', 3)]],
    ['iifname "eth0"', [named('meta iifname', false, 'eth0')]],
    ['iifname != "vif*"', [named('meta iifname', true, 'vif*')]],
    ['iifname { "vif*", "eth0" }', [named('meta iifname', false, 'eth0', 'vif*')]],
    ['iif lo', [named('meta iif', false, 'lo')]],
    ['iif 1', [named('meta iif', false, 'lo')]],
    ['iifgroup 2', [holds('meta iifgroup', 2)]],
    ['meta skuid 0', [holds('meta skuid', 0)]],
    ['meta pkttype != unicast', [fails('meta pkttype', 0)]],
    ['icmp type { echo-request, echo-reply }', [holds('icmp type', 0, 8)]],
    ['fib saddr . iif oif missing', [holds('fib saddr . iif oif', 0)]],
    ['fib saddr . iif oif exists', [fails('fib saddr . iif oif', 0)]],
    ['fib saddr . iif oif != exists', [holds('fib saddr . iif oif', 0)]],
    ['fib saddr . iif oif != missing', [fails('fib saddr . iif oif', 0)]],
    ['fib saddr . iif oif 0', [holds('fib saddr . iif oif', 0)]],
    ['fib daddr type local', [holds('fib daddr type', 2)]],
    ['exthdr frag exists', [holds('exthdr frag', 1)]],
    ['exthdr frag missing', [holds('exthdr frag', 0)]],
    ['ct original ip daddr 10.0.0.1', [holds('ct original ip daddr', address)]],
    ['ct original proto-dst 80', [holds('ct original proto-dst', 80)]],
    ['ct direction reply', [holds('ct direction', 1)]],
    ['th dport 53', [holds('th dport', 53)]],
    ['@th,16,16 53', [holds('th dport', 53)]],
    ['sctp dport 22', [holds('meta l4proto', 132), holds('th dport', 22)]],
  ])('%s', (rule, steps) => expect(stepsOf(rule)).toEqual(steps))

  test('several selectors become one key', () => {
    const parts = (low: number, high: number, port: number) => [
      { kind: 'interval', interval: interval([low, high]) },
      { kind: 'interval', interval: interval(port) },
    ]
    expect(stepsOf('ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.0/24 . 22 }')).toEqual([
      tested(
        [
          ['ip saddr', null],
          ['tcp dport', null],
        ],
        false,
        {
          kind: 'tuples',
          tuples: [parts(address, address, 80), parts(0x0a000000, 0x0a0000ff, 22)],
        },
      ),
    ])
  })

  test('bits by place are a field where the family tells which', () => {
    expect(stepsOf('@nh,72,8 6', 'ip')).toEqual([holds('ip protocol', 6)])
    expect(stepsOf('@nh,72,8 6', 'inet')).toMatchObject([{ kind: 'opaque', mayEnd: false }])
  })

  test('a connection has addresses of the family that the table or the rule tells', () => {
    const step = holds('ct original ip saddr', address)
    expect(stepsOf('ct original saddr 10.0.0.1', 'ip')).toEqual([step])
    expect(stepsOf('meta nfproto ipv4 ct original saddr 10.0.0.1')[1]).toEqual(step)
  })

  test('nft takes the protocol of a connection for that of the packet, and reads its ports untested', () => {
    const ofTcp = holds('ct protocol', 6)
    expect(stepsOf('ct protocol tcp tcp dport 22', 'ip')).toEqual([ofTcp, holds('th dport', 22)])
    expect(stepsOf('ct protocol tcp tcp flags syn', 'ip')).toMatchObject([
      ofTcp,
      { kind: 'opaque', mayEnd: false },
    ])
    expect(stepsOf('ct protocol tcp reject with tcp reset', 'ip')).toEqual([
      ofTcp,
      { kind: 'verdict', verdict: { kind: 'reject', with: 'tcp-reset' } },
    ])
    // It knows what lies below only where the family or the rule tells; and what was tested before stays tested.
    expect(stepsOf('ct protocol tcp tcp dport 22', 'inet')).toEqual([ofTcp, holds('tcp dport', 22)])
    expect(stepsOf('ip saddr 10.0.0.1 ct protocol tcp tcp dport 22', 'inet')[2]).toEqual(
      holds('th dport', 22),
    )
    expect(stepsOf('meta l4proto tcp ct protocol tcp tcp dport 22', 'ip')[2]).toEqual(
      holds('tcp dport', 22),
    )
  })

  test('a set by name stays one', () => {
    expect(stepsOf('ip saddr != @s', 'ip', 'set s { type ipv4_addr; }')).toEqual([
      {
        kind: 'test',
        key: [{ field: 'ip saddr', mask: null }],
        negated: true,
        among: { kind: 'set', name: 's' },
        hotdrop: false,
      },
    ])
  })

  test('a limit in the elements of a set may break the rule', () => {
    const set = 'set s { type ipv4_addr; limit rate 5/second; }'
    expect(stepsOf('ip saddr @s', 'ip', set)).toMatchObject([
      { kind: 'test' },
      { kind: 'choice', why: 'set-update' },
    ])
  })
})

describe('what is not known stays open', () => {
  test.each([
    'meta cpu 1',
    'meta skuid "nobody"',
    'rt classid 1',
    'socket transparent 1',
    'osf name "Linux"',
    'ct helper "ftp"',
    'ct bytes > 5',
    'fib saddr oifname "eth0"',
    'fib saddr oif "eth0"',
  ])('%s', (rule) => expect(stepsOf(rule)).toMatchObject([{ kind: 'opaque', mayEnd: false }]))

  test.each([
    ['icmp id 5', holds('icmp type', 0, 8)],
    ['tcp option maxseg size 500', there('tcp sport', 16)],
    ['ip option lsrr exists', there('ip version', 4)],
    ['tcp urgptr 1', there('tcp sport', 16)],
    ['frag id 5', holds('exthdr frag', 1)],
    ['esp spi 5', holds('meta l4proto', 50)],
  ])('%s, of the right protocol', (rule, guard) => {
    expect(stepsOf(rule)).toEqual([guard, { kind: 'opaque', text: rule, mayEnd: false }])
  })

  test.each([
    ['meta random < 100', 'chance'],
    ['numgen random mod 2 0', 'chance'],
    ['meta hour "10:00"-"12:00"', 'time'],
    ['meta day "Monday"', 'time'],
    ['limit rate 5/second', 'limit'],
    ['quota 5 mbytes', 'quota'],
    ['ct count 5', 'connections'],
  ])('%s is a choice', (rule, why) => {
    expect(stepsOf(rule)).toEqual([{ kind: 'choice', why, text: rule }])
  })
})
