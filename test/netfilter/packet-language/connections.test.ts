/**
 * Goal: the connection that a packet's text describes is the one that conntrack finds.
 * Method: the text makes a table; a machine with one chain for each state, in each direction, says which it saw.
 */
import { expect, test } from 'vitest'
import { connectionsOf, judge, parsePacket } from '../../../src/netfilter/index.ts'
import { accept, base, drop, environment, is, machine, rule, state, table } from '../build.ts'

/** Drops at a rule whose number is the state; NAT is on, so that entries are obeyed. */
const witness = machine(
  table(
    'inet',
    'witness',
    base('nat', 'prerouting', -100, { type: 'nat' }),
    ...(['prerouting', 'output'] as const).map((hook) =>
      base(
        hook,
        hook,
        0,
        {},
        ...Object.entries(state).map(([name, bit]) => ({
          ...rule(is('ct state', bit), drop),
          text: name,
        })),
        rule(accept),
      ),
    ),
  ),
)

test.each([
  ['vif1.0: tcp 10.137.0.10:1 > 8.8.8.8:443 flags rst state established', 'established'],
  [
    'vif1.0: tcp 10.137.0.10:1 > 8.8.8.8:443 flags syn,ack state established direction reply',
    'established',
  ],
  [
    'vif1.0: tcp 10.137.0.10:1 > 8.8.8.8:443 flags fin,ack state established dnat 10.137.0.1:9040',
    'established',
  ],
  [
    'self: tcp 10.137.0.1:9040 > 10.137.0.10:1 flags ack state established direction reply dnat 8.8.8.8:443',
    'established',
  ],
  ['vif1.0: udp 10.137.0.10:1 > 8.8.8.8:53 state new', 'new'],
  ['vif1.0: udp 10.137.0.10:1 > 8.8.8.8:53 state new older', 'new'],
  ['vif1.0: tcp 10.137.0.10:1 > 8.8.8.8:443 state new older', 'new'],
  ['vif1.0: tcp 10.137.0.10:1 > 8.8.8.8:443 flags ack state new older', 'new'],
  ['vif1.0: udp 10.137.0.10:1 > 8.8.8.8:53 state related', 'related'],
  [
    'vif1.0: icmp 10.137.0.10 > 8.8.8.8 type 3 code 3 quotes udp 8.8.8.8:53 > 10.137.0.10:1 state related',
    'related',
  ],
  ['vif1.0: udp 10.137.0.10:1 > 8.8.8.8:53 state invalid', 'invalid'],
  ['vif1.0: udp 10.137.0.10:1 > 8.8.8.8:53 state untracked', 'untracked'],
  ['vif1.0: tcp 10.137.0.10:1 > 8.8.8.8:443 flags rst', 'invalid'],
  [
    'vif1.0: icmp 10.137.0.10 > 8.8.8.8 type 0 code 0 id 5 state established direction reply',
    'established',
  ],
])('%s', (text, expected) => {
  const { value: scenario, diagnostics } = parsePacket(text)
  expect(diagnostics).toEqual([])
  if (!scenario) throw new Error('a scenario')
  const { outcomes } = judge(witness, environment, connectionsOf(scenario), scenario.packet)
  expect(outcomes[0]).toMatchObject({ kind: 'dropped', cause: 'rule', at: { text: expected } })
})

test('a translation that is described is the one that is made', () => {
  const held = machine(
    table(
      'ip',
      'n',
      base('nat', 'prerouting', -100, { type: 'nat' }, rule(is('ct mark', 1), drop)),
    ),
  )
  const text =
    'vif1.0: tcp 10.137.0.10:1 > 8.8.8.8:443 flags ack state established dnat 10.137.0.1:9040'
  const { value: scenario } = parsePacket(text)
  if (!scenario) throw new Error('a scenario')
  const { outcomes } = judge(held, environment, connectionsOf(scenario), scenario.packet)
  expect(outcomes[0]).toMatchObject({ kind: 'delivered', packet: { destinationPort: 9040 } })
})
