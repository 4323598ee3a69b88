/**
 * Goal: chains mean to the verifier what they mean to the reference, jumps, gotos, returns and policies among it.
 * Method: every base chain of two rules over a small alphabet of tests and verdicts, with every chain of one rule to jump
 * to; of each, every packet of a universe of a few bits through the reference's chain and the verifier's summary.
 */
import { expect, test } from 'vitest'
import type { Packet } from '../../../src/netfilter/index.ts'
import { judge, noConnections } from '../../../src/netfilter/index.ts'
import type { HeldRule, Machine, Step } from '../../../src/ruleset/index.ts'
import { createEngine, viewOf } from '../../../src/verifier/chain/engine.ts'
import { summarise } from '../../../src/verifier/chain/part.ts'
import { or } from '../../../src/verifier/diagram/index.ts'
import { createSpace, untranslated } from '../../../src/verifier/space/index.ts'
import { plain } from '../../fixtures/leaks/facts.ts'
import {
  accept,
  base,
  chain,
  drop,
  environment,
  goto,
  is,
  jump,
  machine,
  named,
  not,
  returns,
  rule,
  table,
  tcp,
  udp,
} from '../../netfilter/build.ts'
import { cubeOf, meets } from '../support/meets.ts'

/** A test that some packets have no field for among them: it fails for those, negated or not. */
const tests: readonly (readonly Step[])[] = [
  [],
  [is('meta l4proto', 6)],
  [not(is('tcp dport', 53))],
  [named('meta iifname', 'vif1.0')],
]
const plainEnds: readonly (readonly Step[])[] = [[accept], [drop], [returns], []]
const ends = [...plainEnds, [jump('sub')], [goto('sub')]]

const rulesOf = (alphabet: readonly (readonly Step[])[]): readonly HeldRule[] =>
  tests.flatMap((condition) => alphabet.map((end) => rule(...condition, ...end)))

const packets: readonly Packet[] = ['vif1.0', 'eth0'].flatMap((enters) =>
  [53, 443].flatMap((destinationPort) => [
    tcp({ enters, destinationPort }),
    udp({ enters, destinationPort }),
  ]),
)

const calls = ({ steps }: HeldRule): boolean =>
  steps.some((step) => step.kind === 'verdict' && 'chain' in step.verdict)

function* machines(): Generator<Machine> {
  const subs = rulesOf(plainEnds)
  for (const first of rulesOf(ends))
    for (const second of rulesOf(ends))
      for (const sub of calls(first) || calls(second) ? subs : subs.slice(0, 1))
        for (const policy of ['accept', 'drop'] as const)
          yield machine(
            table(
              'inet',
              't',
              chain('sub', sub),
              base('f', 'forward', 0, { policy }, first, second),
            ),
          )
}

test('all rulesets of two rules, all packets', { timeout: 120_000 }, () => {
  let compared = 0
  const wrong: string[] = []
  let space = createSpace('ipv4', [whole], plain)
  for (const held of machines()) {
    if (compared % 40_000 === 0) space = createSpace('ipv4', [whole], plain)
    const [own] = held.tables
    const policy = own?.chains[1]?.base?.policy
    if (!own) throw new Error('a machine without a table')
    const engine = createEngine(space, held)
    const summary = summarise(engine, viewOf(engine, own), 'f', untranslated)
    const rest = or(space.arena, summary.back, summary.next)
    const accepted = policy === 'accept' ? or(space.arena, summary.accept, rest) : summary.accept
    for (const packet of packets) {
      const { outcomes } = judge(held, environment, noConnections, packet)
      const isThrough = outcomes.some(({ kind }) => kind === 'sent')
      const cube = cubeOf(space, {
        iif: space.interfaces.samples.indexOf(packet.enters ?? ''),
        l4proto: packet.protocol,
        'destination port': packet.destinationPort ?? undefined,
        'cut off': 0,
      })
      compared += 1
      if (!cube || meets(space.arena, accepted, cube) !== isThrough)
        wrong.push(JSON.stringify(own.chains.map(({ rules }) => rules.map(({ text }) => text))))
    }
  }
  expect(wrong).toEqual([])
  expect(compared).toBe(86_016)
})

/** Names every interface that a rule may. */
const whole = machine(
  table('inet', 't', chain('all', rule(named('meta iifname', 'vif1.0', 'eth0')))),
)
