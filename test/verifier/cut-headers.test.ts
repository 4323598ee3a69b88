/**
 * Goal: a TCP header that ends behind its ports passes rules by port, and no rule by flags: neither one that asks for
 * them nor one that denies them.
 * Method: a ruleset that drops all flags before it accepts a port, without conntrack. With 4 to 12 bytes of TCP such a
 * packet leaves by the uplink (Linux 6.18).
 */
import { expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'

const verdictOf = (...rules: readonly string[]) => {
  const text = `flush ruleset
table inet gateway {
  chain forward {
    type filter hook forward priority -10; policy drop;
    ${rules.join('\n    ')}
  }
  chain input {
    type filter hook input priority -10; policy drop;
  }
}
`
  const { value } = readMachine([{ name: 'rules.nft', text }])
  if (value === undefined) throw new Error('it does not load')
  return verify(value.machine, plain, { only: ['no-client-escape'] }).verdict
}

const anyFlags = ['iifname "vif*" tcp flags syn drop', 'iifname "vif*" tcp flags ! syn drop']

test('what asks for flags and what denies them are not all', () => {
  expect(verdictOf(...anyFlags, 'iifname "vif*" tcp dport 443 accept')).toBe('refuted')
})

test('what conntrack calls INVALID they are', () => {
  const invalid = 'iifname "vif*" ct state invalid,untracked drop'
  expect(verdictOf(invalid, ...anyFlags, 'iifname "vif*" tcp dport 443 accept')).toBe('proved')
})
