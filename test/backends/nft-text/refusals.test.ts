/**
 * Goal: what nft would refuse is refused, with the reason and the place: a load that fails leaves everything open.
 * Method: a table of texts that are wrong by syntax, symbol, value or name, each with its code and place; and for
 * each kind a right one beside it, so that nothing is refused by default.
 */
import { describe, expect, test } from 'vitest'
import { readNftText } from '../../../src/backends/nftables/read/text/index.ts'
import { readRule, refusal } from './read.ts'

describe('a rule is refused for', () => {
  test.each([
    ['tcp dport 65536', 'nft-out-of-range'],
    ['tcp dport 90-80', 'nft-out-of-range'],
    ['tcp dport nosuchservice', 'nft-unknown-symbol'],
    ['tcp dport 22,23', 'nft-wrong-type'],
    ['tcp dport { }', 'nft-syntax'],
    ['tcp dport', 'nft-syntax'],
    ['tcp dprot 22', 'nft-syntax'],
    ['ip saddr example.org', 'nft-hostname'],
    ['ip saddr localhost', 'nft-hostname'],
    ['ip saddr 10.0.0.256', 'nft-wrong-type'],
    ['ip saddr ::1', 'nft-wrong-type'],
    ['ip6 saddr 10.0.0.1', 'nft-wrong-type'],
    ['ip saddr 10.0.0.0/33', 'nft-out-of-range'],
    ['ip saddr 10.0.0.1 . 80', 'nft-wrong-type'],
    ['ip saddr . tcp dport 10.0.0.1', 'nft-wrong-type'],
    ['ip saddr $nobody', 'nft-undefined-variable'],
    ['ct state nwe', 'nft-unknown-symbol'],
    ['ct original mark 1', 'nft-syntax'],
    ['meta nosuchkey 1', 'nft-unknown-symbol'],
    ['meta l4proto nosuchprotocol', 'nft-unknown-symbol'],
    ['iifname "a-name-of-16-chr"', 'nft-out-of-range'],
    ['iifname ""', 'nft-out-of-range'],
    ['accept drop', 'nft-unreachable-statement'],
    ['jump fwd', 'nft-name'],
    ['limit rate 5/fortnight', 'nft-syntax'],
    ['limit rate 5/second burst 0 packets', 'nft-out-of-range'],
    ['redirect to :9040', 'nft-missing-dependency'],
    ['dnat to 10.0.0.1', 'nft-missing-dependency'],
    ['fib iif oif lo', 'nft-syntax'],
    ['reject with icmp nonsense', 'nft-unknown-symbol'],
    ['log level loud', 'nft-syntax'],
    ['log prefix "$nobody"', 'nft-undefined-variable'],
    ['log level info group 1', 'nft-syntax'],
    ['queue num 65536', 'nft-out-of-range'],
    ['comment "x" accept', 'nft-syntax'],
    ['ct direction set original', 'nft-wrong-type'],
    ['vlan id 4096', 'nft-out-of-range'],
    ['meta mark ! 1', 'nft-wrong-type'],
    ['tcp dport > 1-5', 'nft-wrong-type'],
    ['ct event set new,1', 'nft-syntax'],
    ['ip saddr exists', 'nft-wrong-type'],
    [`accept comment "${'x'.repeat(129)}"`, 'nft-out-of-range'],
  ])('%s', (text, code) => {
    const { reading } = readRule(text)
    expect(reading.document).toBeUndefined()
    expect(reading.diagnostics.find(({ severity }) => severity === 'error')?.code).toBe(code)
  })
})

describe('a text is refused for', () => {
  test.each([
    ['table ip t { chain c { accept } }\n', 'nft-syntax 1:31'],
    ['table ip t { chain c { accept; } }\n', 'nft-syntax 1:34'],
    ['table ip t {\n\tchain c {\n', 'nft-syntax 3:1'],
    ['table ip t\r\n', 'nft-character 1:11'],
    ['table ip t # last words', 'nft-character 1:12'],
    ['add rule ip t c log prefix "x\n', 'nft-character 1:28'],
    ['table ip fwd\n', 'nft-name 1:10'],
    ['table ip t { chain log { }; }\n', 'nft-name 1:20'],
    ['define a = 1\ndefine a = 2\n', 'nft-redefined-variable 2:8'],
    ['undefine a\n', 'nft-undefined-variable 1:10'],
    ['include "gone.nft"\n', 'nft-include-missing 1:9'],
    [
      'table ip t { chain c { type filter hook nowhere priority 0; }; }\n',
      'nft-unknown-symbol 1:41',
    ],
    [
      'table ip t { chain c { type filter hook input priority fliter; }; }\n',
      'nft-unknown-symbol 1:56',
    ],
    ['table ip t { chain c { type fliter hook input priority 0; }; }\n', 'nft-unknown-symbol 1:29'],
    [
      'table arp t { chain c { type filter hook forward priority 0; }; }\n',
      'nft-unknown-symbol 1:42',
    ],
    ['table ip t { chain c { policy drop; }; }\n', 'nft-incomplete 1:20'],
    ['table inet t { chain c { type filter hook ingress priority 0; }; }\n', 'nft-incomplete 1:22'],
    [
      'table ip t { chain c { type filter hook input priority 0; policy drop; policy drop; }; }\n',
      'nft-duplicate 1:72',
    ],
    ['table ip t { set s { flags interval; }; }\n', 'nft-incomplete 1:18'],
    ['table ip t { set s { type ipv5_addr; }; }\n', 'nft-unknown-symbol 1:27'],
    ['table ip t { set s { type ipv4_addr; elements = { a.example }; }; }\n', 'nft-hostname 1:51'],
    [
      'table ip t { set s { type ipv4_addr; elements = { 1.1.1.1,\n\n2.2.2.2 }; }; }\n',
      'nft-syntax 2:1',
    ],
    [
      'table ip t { map m { type ipv4_addr : verdict; elements = { 1.1.1.1 : 5 }; }; }\n',
      'nft-wrong-type 1:71',
    ],
    [
      'table ip t { set s { type ipv6_addr; }; chain c { ip saddr @s; }; }\n',
      'nft-wrong-type 1:60',
    ],
    ['create rule ip t c accept\n', 'nft-syntax 1:1'],
    ['flush rule ip t c handle 1\n', 'nft-syntax 1:7'],
    ['monitor\n', 'nft-unsupported 1:1'],
  ])('%j', (text, expected) => expect(refusal(text)).toBe(expected))

  test('and its right twin is read', () => {
    expect(refusal('table ip t { chain c { accept; }; }\n')).toBeUndefined()
    expect(
      refusal('table ip t { set s { type ipv4_addr; elements = { 1.1.1.1,\n2.2.2.2 }; }; }\n'),
    ).toBeUndefined()
    expect(
      refusal('table ip t { chain c { type filter hook input priority filter; policy drop; }; }\n'),
    ).toBeUndefined()
  })
})

describe('what loads only where a file of the machine says so', () => {
  test.each([
    ['meta skuid tor', 'nft-host-symbol'],
    ['iifgroup clients', 'nft-host-symbol'],
    ['meta mark torified', 'nft-host-symbol'],
    ['xt target "LOG"', 'nft-xt-remnant'],
  ])('%s is read with a warning', (text, code) => {
    const { reading } = readRule(text)
    expect(reading.document).toBeDefined()
    expect(reading.diagnostics.map(({ code: each }) => each)).toEqual([code])
  })
})

test('a listing that hides a part of a rule behind a # never loses it without a word', () => {
  const text =
    'table ip t {\n chain c {\n  tcp dport 22 # recent: SET counter packets 0 bytes 0 accept\n }\n}\n'
  const { document, diagnostics } = readNftText('x', text)
  expect(diagnostics.map(({ code }) => code)).toEqual(['nft-hidden-by-comment', 'nft-unsupported'])
  expect(JSON.stringify(document)).toContain('"opaque"')
})
