/**
 * Goal: where nft makes one comparison of two denials, nobody is told that both hold.
 * Method: rules with two denials that are joined, and with two that stay apart. Which are was looked up with
 * `nft --debug=netlink` of 1.0.6.
 */
import { describe, expect, test } from 'vitest'
import { readMachine } from '../../../src/backends/sources/index.ts'
import { verify } from '../../../src/verifier/index.ts'
import { plain } from '../../fixtures/leaks/facts.ts'
import { stepsOf } from './machine.ts'

const opaqueIn = (rule: string): number =>
  stepsOf(rule).filter(({ kind }) => kind === 'opaque').length

describe('two denials', () => {
  test.each([
    'tcp sport != 5 tcp dport != 7 accept',
    'tcp dport != 7 tcp sport != 5 accept',
    'tcp sport != 5 iifname "x" counter tcp dport != 7 accept',
    'tcp sport != 5 tcp dport != { 7 } accept',
    'ip ttl != 1 ip protocol != 6 accept',
    'icmp type != 8 icmp code != 0 accept',
    '@th,0,16 != 5 @th,16,16 != 7 accept',
    'ip saddr != 1.2.0.0/16 ip checksum != 4 accept',
  ])('that may be joined are open: %s', (rule) => expect(opaqueIn(rule)).toBe(2))

  test.each([
    'tcp sport 5 tcp dport != 7 accept',
    'tcp sport != 5-6 tcp dport != 7 accept',
    'tcp sport != 5 tcp dport != { 7, 8 } accept',
    'ip saddr != 1.2.3.4 ip daddr != 5.6.7.8 accept',
    'tcp dport != 7 tcp sequence != 1 accept',
    'iifname != "x" tcp dport != 7 accept',
    'ip ttl != 1 tcp dport != 7 accept',
  ])('that stay apart are sure: %s', (rule) => expect(opaqueIn(rule)).toBe(0))

  test('let nobody be sure that what either denies is stopped', () => {
    const text = `flush ruleset
table inet gateway {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ip daddr 8.8.8.8 tcp dport 443 tcp sport != 443 tcp dport != 443 accept
  }
  chain input { type filter hook input priority 0; policy drop; }
}
`
    const { value } = readMachine([{ name: 'rules.nft', text }])
    if (value === undefined) throw new Error('it does not load')
    // The kernel lets port 443 out: it is not both ports.
    expect(verify(value.machine, plain, { only: ['no-client-escape'] }).verdict).toBe('undecided')
  })
})
