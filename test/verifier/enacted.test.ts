/**
 * Goal: nothing is refuted that does not happen. Whatever is in the verifier's sets, the reference really does.
 * Method: random machines, each traversed symbolically; of what arrives, is forwarded and is sent, in each combination of
 * translations, the packets nearest to random wishes are enacted as counterexamples are: in some gateway the reference
 * has to send or deliver them as the sets say, by that interface and with those addresses. What the sets are known to
 * say too much is left out by name (support/enactable.ts). ENACTED=n goes through n machines of each family.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatPacket } from '../../src/netfilter/index.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import { createEngine } from '../../src/verifier/chain/engine.ts'
import type { Flow } from '../../src/verifier/chain/flow.ts'
import type { Diagram } from '../../src/verifier/diagram/index.ts'
import { and, andAll, fieldsEqual } from '../../src/verifier/diagram/index.ts'
import {
  anyEntries,
  enteringPackets,
  isWhole,
  leavingPackets,
  sendThrough,
  traverseInbound,
} from '../../src/verifier/path/index.ts'
import type { Space } from '../../src/verifier/space/index.ts'
import {
  atFirst,
  block,
  createSpace,
  firstBlock,
  has,
  sender,
} from '../../src/verifier/space/index.ts'
import { enact } from '../../src/verifier/witness/enact.ts'
import { valuesIn } from '../../src/verifier/witness/scenario.ts'
import { plain } from '../fixtures/leaks/facts.ts'
import { givenSeed } from '../support/seed.ts'
import { wishedFor, wishes } from './support/assignments.ts'
import type { Way } from './support/enactable.ts'
import { admitted, enactable, isOfOneMind } from './support/enactable.ts'
import { machines } from './support/machines.ts'
import type { World } from './support/world.ts'
import { worlds } from './support/world.ts'

const facts = {
  ...plain,
  clients: { ...plain.clients, gatewayAddress: { kind: 'unknown', set: 'known' } },
} as const

/** What rules and routing write over: the packet came with what it was at first. */
const remembered = [
  'mark',
  'ct mark',
  'ip ttl',
  'ip6 hoplimit',
  'ip dscp',
  'ip6 dscp',
  'tcp window',
]

/** So many gateways are tried for one packet: more than for a counterexample, which has others to choose from. */
const TRIES_MAX = 400

/** Nothing has been written over yet; what a connection's mark is, conntrack says. */
const untouched = (space: Space): Diagram =>
  andAll(
    space.arena,
    remembered
      .filter((name) => name !== 'ct mark')
      .map((name) => fieldsEqual(space.arena, block(space, name), firstBlock(space, name) ?? [])),
  )

interface Said {
  readonly way: Way
  readonly fate: 'arrives' | 'leaves'
  readonly flow: Flow
}

const traverse = (world: World, machine: Machine) => {
  const space = createSpace(world.family, [machine], facts, {}, { remembered })
  const engine = createEngine(space, machine)
  const question = { order: 'newer-first', entries: anyEntries } as const
  const packets = (all: Diagram): Diagram =>
    andAll(space.arena, [all, isWhole(space), untouched(space)])
  const inbound = traverseInbound(engine, question, packets(enteringPackets(space)))
  const own = and(space.arena, leavingPackets(space), has(space, 'sender', sender.own))
  const { sent } = sendThrough(engine, question, packets(own))
  const said: readonly Said[] = [
    ...inbound.delivered.map((flow): Said => ({ way: 'arrives', fate: 'arrives', flow })),
    ...inbound.sent.map((flow): Said => ({ way: 'is forwarded', fate: 'leaves', flow })),
    ...sent.map((flow): Said => ({ way: 'is sent', fate: 'leaves', flow })),
  ]
  return { space, engine, said }
}

type Counts = Record<Way | 'translated' | 'older', number>

/** Packets of the sets that the reference is not seen to treat so, each in words. */
const unseen = (
  world: World,
  machine: Machine,
  list: readonly (readonly number[])[],
  counts: Counts,
): readonly string[] => {
  const { space, engine, said } = traverse(world, machine)
  return said.flatMap(({ way, fate, flow }) => {
    const { binding } = flow
    const set = and(space.arena, flow.set, admitted(space, machine, way, binding))
    return list.flatMap((wish) => {
      const assignment = wishedFor(space, world, set, wish, way !== 'is sent')
      if (!assignment) return []
      const now = valuesIn(space, assignment)
      const value = (name: string): bigint => now(remembered.includes(name) ? atFirst(name) : name)
      if (!isOfOneMind(value, binding)) return []
      counts[way] += 1
      if (binding.destination === 'translated') counts.translated += 1
      if (value('ct first') === 0n) counts.older += 1
      const { scenario, isAsSaid, judgement } = enact(engine, fate, { value, binding }, TRIES_MAX)
      const out = space.interfaces.samples[Number(value('oif'))] ?? ''
      const trace = judgement.trace.map(({ where, text }) => `${where} ${text}`)
      return isAsSaid ? [] : [[`${way} ${out}: ${formatPacket(scenario)}`, ...trace].join('\n')]
    })
  })
}

describe.each(Object.values(worlds))('$family', (world) => {
  test('the reference does what the sets say', { timeout: 10_000_000 }, () => {
    const counts: Counts = { arrives: 0, 'is forwarded': 0, 'is sent': 0, translated: 0, older: 0 }
    const numRuns = Number(process.env['ENACTED'] ?? 40)
    fc.assert(
      fc.property(
        machines(world).map(enactable),
        fc.array(wishes, { minLength: 6, maxLength: 6 }),
        (machine, list) => {
          expect(unseen(world, machine, list, counts)).toEqual([])
        },
      ),
      { seed: givenSeed(), numRuns, endOnFailure: true },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0)
  })
})
