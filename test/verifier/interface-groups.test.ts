/**
 * Goal: groups of interfaces are told apart whatever their numbers are: few bits stand for all 32 only where no rule
 * can tell.
 * Method: a gateway whose forward chain lets go whatever the rule leaves, clients being the interfaces of one group.
 */
import { expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import type { GatewayFacts } from '../../src/verifier/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'

const facts = (group: number): GatewayFacts => ({
  ...plain,
  clients: {
    ...plain.clients,
    interfaces: [],
    group,
    gatewayAddress: { kind: 'unknown', set: null },
  },
})

const verdictOf = (group: number, ...rules: readonly string[]) => {
  const text = `flush ruleset
table inet gateway {
  set groups { typeof meta iifgroup; elements = { 300 } }
  chain forward {
    type filter hook forward priority 0; policy accept;
    ${rules.join('\n    ')}
  }
  chain in {
    type filter hook input priority 0; policy drop;
  }
}
`
  const { value, diagnostics } = readMachine([{ name: 'rules.nft', text }])
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join())
  return verify(value.machine, facts(group), { only: ['no-client-escape'] }).guarantees[0]?.verdict
}

test.each([
  [2, 'iifgroup 2 drop'],
  [2, 'iifgroup 0-254 drop'],
  [2, 'iifgroup != 3 drop'],
  [2, 'iifgroup & 0xff == 2 drop'],
  [2, 'iifgroup 2 oifgroup 0-4294967295 drop'],
  [254, 'iifgroup 254 drop'],
  [255, 'iifgroup 255 drop'],
  [256, 'iifgroup 256 drop'],
  [300, 'iifgroup @groups drop'],
  [300, 'iifgroup { 2, 300 } drop'],
  [300, 'iifgroup & 0xff == 44 drop'],
  [4_294_967_295, 'iifgroup 256-4294967295 drop'],
])('clients of group %i are held by `%s`', (group, rule) => {
  expect(verdictOf(group, rule)).toBe('proved')
})

test.each([
  [2, 'iifgroup 3 drop'],
  [2, 'iifgroup 258 drop'],
  [2, 'iifgroup 256-4294967295 drop'],
  [2, 'iifgroup 2 oifgroup 0-254 drop'],
  [2, 'iifgroup @groups drop'],
  [254, 'iifgroup 0-253 drop'],
  [255, 'iifgroup 0-254 drop'],
  [300, 'iifgroup 44 drop'],
  [300, 'iifgroup 255 drop'],
  [300, 'iifgroup & 0xff == 300 drop'],
  [4_294_967_295, 'iifgroup 0-4294967294 drop'],
])('clients of group %i are not held by `%s`', (group, rule) => {
  expect(verdictOf(group, rule)).toBe('refuted')
})
