/**
 * Goal: what the gateway sends is judged with any mark: a program sets SO_MARK, and answers may bear their packet's.
 * Method: a ruleset that holds the gateway to Tor's user but for packets with a mark that no rule sets.
 */
import { expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import type { GatewayFacts } from '../../src/verifier/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'

const facts: GatewayFacts = {
  ...plain,
  tor: { ...plain.tor, uid: 108 },
  egress: { kind: 'tor-only', families: ['ip4'], dhcpClient: false },
}

const ruleset = (exception: string) => `flush ruleset
table inet gateway {
  chain out {
    type filter hook output priority 0; policy drop;
    ${exception}
    meta nfproto ipv4 meta skuid 108 accept
  }
  chain in {
    type filter hook input priority 0; policy drop;
    ct state established accept
  }
}
`

const egress = (exception: string) => {
  const { value } = readMachine([{ name: 'rules.nft', text: ruleset(exception) }])
  if (value === undefined) throw new Error('the ruleset does not load')
  return verify(value.machine, facts, { only: ['gateway-egress'] }).guarantees[0]
}

test('an exception by mark lets other users out', () => {
  const { verdict, counterexamples = [] } = egress('meta mark 0x2a accept') ?? {}
  expect(verdict).toBe('refuted')
  expect(counterexamples.map(({ packet }) => packet).join('\n')).toContain('mark 0x2a')
})

test('without it only Tor gets out', () => {
  expect(egress('')?.verdict).toBe('proved')
})
