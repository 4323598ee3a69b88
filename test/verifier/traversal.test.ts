/**
 * Goal: nothing is proved away. Whatever the reference does with a packet is in the verifier's sets.
 * Method: random machines, each traversed symbolically in both orders of equals; then random packets in one environment,
 * with and without an older connection, through the reference, by every course that limits, queues, sets of others and
 * opaque nodes leave open. What is delivered, sent, queued, copied or taken has to be in a flow, with the addresses,
 * ports and interface that it then bears, and what the kernel sends because of it has to be in what it may send: one
 * packet that is not is a leak that would be proved away. TRAVERSALS=n goes through n machines of each kind.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../src/netfilter/index.ts'
import { givenSeed } from '../support/seed.ts'
import { machines } from './support/machines.ts'
import type { Counts } from './support/sightings.ts'
import { missedBy, noCounts } from './support/sightings.ts'
import type { World } from './support/world.ts'
import { entering, leaving, worlds } from './support/world.ts'

const run = (world: World, scenarios: fc.Arbitrary<Scenario>, isInbound: boolean): Counts => {
  const counts = noCounts()
  const asked = process.env['TRAVERSALS']
  fc.assert(
    fc.property(
      machines(world),
      fc.array(scenarios, { minLength: 40, maxLength: 40 }),
      (machine, list) => {
        expect(missedBy(world, machine, list, isInbound, counts)).toEqual([])
      },
    ),
    asked === undefined
      ? { seed: givenSeed(), numRuns: 10_000, interruptAfterTimeLimit: 5_000 }
      : { seed: givenSeed(), numRuns: Number(asked) },
  )
  return counts
}

describe.each(Object.values(worlds))('$family', (world) => {
  const timeout = 10_000_000
  test('what enters', { timeout }, () => {
    const counts = run(world, entering(world), true)
    for (const kind of ['delivered', 'sent', 'dropped', 'held', 'translated', 'generated'] as const)
      expect(counts[kind], kind).toBeGreaterThan(0)
  })

  test('what the gateway sends', { timeout }, () => {
    const counts = run(world, leaving(world), false)
    for (const kind of ['sent', 'dropped', 'translated'] as const)
      expect(counts[kind], kind).toBeGreaterThan(0)
  })
})
