import type { Machine } from '../../src/ruleset/index.ts'
import { createEngine } from '../../src/verifier/chain/engine.ts'
import type { Diagram } from '../../src/verifier/diagram/index.ts'
import { difference, FALSE, orAll } from '../../src/verifier/diagram/index.ts'
import type { GatewayFacts } from '../../src/verifier/index.ts'
import { anyEntries, hearArp, sayArp } from '../../src/verifier/path/index.ts'
import { createSpace } from '../../src/verifier/space/index.ts'

/** What the second machine hears and says of ARP, beside the first: `compare` leaves ARP out. */
export const compareArp = (
  first: Machine,
  second: Machine,
  facts: GatewayFacts,
): 'equal' | 'less' | 'more' => {
  const space = createSpace('arp', [first, second], facts, {})
  const { arena } = space
  const [before = [], after = []] = [first, second].map((machine): readonly Diagram[] => {
    const engine = createEngine(space, machine)
    const question = { order: 'newer-first', entries: anyEntries } as const
    return [hearArp(engine, question).delivered, sayArp(engine, question).sent].map((flows) =>
      orAll(
        arena,
        flows.map(({ set }) => set),
      ),
    )
  })
  const isWithin = (some: readonly Diagram[], all: readonly Diagram[]): boolean =>
    some.every((set, way) => difference(arena, set, all[way] ?? FALSE) === FALSE)
  if (!isWithin(after, before)) return 'more'
  return isWithin(before, after) ? 'equal' : 'less'
}
