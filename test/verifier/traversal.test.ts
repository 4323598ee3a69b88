/**
 * Goal: what the verifier says of all packets at once is what the reference says of each.
 * Method: random machines, each traversed once symbolically; then random packets in one environment, with and without
 * an older connection. A packet that the reference lets through has to be in a flow, with the addresses, ports and
 * interface that it then bears: one that is not is a leak that would be proved away. The other way round, that what a
 * rule drops is in no flow, is not asked of each yet: some packets are, and why is not known. At least some must not be.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fate, Scenario } from '../../src/netfilter/index.ts'
import { connectionsOf, judge } from '../../src/netfilter/index.ts'
import type { Machine, Step } from '../../src/ruleset/index.ts'
import { createEngine } from '../../src/verifier/chain/engine.ts'
import type { Flow } from '../../src/verifier/chain/flow.ts'
import { FALSE } from '../../src/verifier/diagram/index.ts'
import type { Order } from '../../src/verifier/path/index.ts'
import { anyEntries, traverseInbound, traverseOutbound } from '../../src/verifier/path/index.ts'
import { createSpace } from '../../src/verifier/space/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'
import { machines } from './support/machines.ts'
import type { Reality } from './support/reality.ts'
import {
  changesConnectionMark,
  comingOutAs,
  hasNat,
  shareOf,
  trackingOf,
} from './support/reality.ts'
import type { World } from './support/world.ts'
import { entering, leaving, worlds } from './support/world.ts'

const facts = {
  ...plain,
  clients: { ...plain.clients, gatewayAddress: { kind: 'unknown', set: 'known' } },
} as const

const orders: readonly Order[] = ['newer-first', 'older-first']

/** Both orders of equals; the reference takes the one that the tables' own order gives. */
const traverse = (world: World, machine: Machine) => {
  const space = createSpace(world.family, [machine], facts)
  const engine = createEngine(space, machine)
  const all = orders.map((order) => {
    const question = { order, entries: anyEntries }
    const inbound = traverseInbound(engine, question)
    return { inbound, outbound: traverseOutbound(engine, question, inbound) }
  })
  return { space, all }
}

const stepsOf = (machine: Machine): readonly Step[] =>
  machine.tables.flatMap((table) =>
    table.chains.flatMap((chain) => chain.rules.flatMap((rule) => rule.steps)),
  )

const translates = (machine: Machine, ...kinds: readonly string[]): boolean =>
  stepsOf(machine).some((step) => step.kind === 'translate' && kinds.includes(step.nat))

const forgets = (machine: Machine): boolean =>
  stepsOf(machine).some(
    (step) =>
      step.kind === 'set-field' ||
      ('key' in step &&
        step.key.some(({ field }) => field === 'ip ttl' || field === 'ip6 hoplimit')),
  )

/** What the traversal leaves open on purpose, of this machine and packet. */
const isLoose = ({ machine, packet, ...rest }: Reality): boolean => {
  if (translates(machine, 'masquerade')) return true
  // A time to live that is one less, a header that was written, and where in IPv6 a fragment belongs.
  if (forgets(machine) || (packet.family === 'ipv6' && packet.fragment.kind !== 'none')) return true
  if (translates(machine, 'redirect') && packet.enters !== 'vif1.0' && packet.enters !== 'vif2.0')
    return true
  // What OUTPUT sends elsewhere forgets by which interface it was to leave.
  if (packet.enters === null && translates(machine, 'dnat')) return true
  const tracking = trackingOf({ machine, packet, ...rest })
  if (tracking.kind !== 'tracked') return false
  const { status } = tracking.connection
  if (!status.isConfirmed) return false
  const isSettled = packet.enters !== null && hasNat(machine, rest.space.family)
  return changesConnectionMark(machine) || ((status.isDnat || status.isSnat) && !isSettled)
}

const isSaid = (fate: Fate): boolean =>
  fate.kind === 'dropped' && ['rule', 'policy', 'reject'].includes(fate.cause)

interface Counts {
  delivered: number
  sent: number
  dropped: number
  translated: number
  exact: number
  /** Dropped, and in a flow all the same. */
  spurious: number
}

const compare = (
  reality: Reality,
  flows: readonly { readonly delivered: readonly Flow[]; readonly sent: readonly Flow[] }[],
  counts: Counts,
): void => {
  const { machine, world, packet, connections } = reality
  const { outcomes, trace } = judge(machine, world.environment, connections, packet)
  // What the gateway sends to itself comes back in by loopback, which is another question.
  if (packet.enters === null && trace.some(({ text }) => text.endsWith('by lo'))) return
  const shares = flows.map(({ delivered, sent }) => ({
    delivered: delivered.map((flow) => ({ flow, share: shareOf(reality, flow, false) })),
    sent: sent.map((flow) => ({ flow, share: shareOf(reality, flow, true) })),
  }))
  for (const fate of outcomes) {
    if (fate.kind === 'delivered' || fate.kind === 'sent') {
      const told = `${fate.kind} by ${fate.interface}, from ${fate.packet.source} to ${fate.packet.destination}`
      const isThere = shares.some((each) =>
        each[fate.kind].some(
          ({ flow, share }) => comingOutAs(reality, flow, share, fate.packet) !== FALSE,
        ),
      )
      expect(isThere ? told : `nothing that is ${told}`).toBe(told)
      counts[fate.kind] += 1
      if (fate.packet.destination !== packet.destination || fate.packet.source !== packet.source)
        counts.translated += 1
    } else if (isSaid(fate)) {
      counts.dropped += 1
      if (isLoose(reality)) continue
      const passes = shares.every(({ delivered, sent }) =>
        [...delivered, ...sent].some(({ share }) => share !== FALSE),
      )
      if (passes) counts.spurious += 1
      else counts.exact += 1
    }
  }
}

const run = (world: World, scenarios: fc.Arbitrary<Scenario>, isInbound: boolean): Counts => {
  const counts: Counts = { delivered: 0, sent: 0, dropped: 0, translated: 0, exact: 0, spurious: 0 }
  fc.assert(
    fc.property(
      machines(world),
      fc.array(scenarios, { minLength: 12, maxLength: 12 }),
      (machine, list) => {
        const { space, all } = traverse(world, machine)
        const flows = all.map(({ inbound, outbound }) =>
          isInbound
            ? { delivered: inbound.delivered, sent: inbound.sent }
            : { delivered: [], sent: outbound.sent },
        )
        for (const scenario of list) {
          const connections = connectionsOf(scenario)
          compare({ space, world, machine, connections, packet: scenario.packet }, flows, counts)
        }
      },
    ),
    {
      // One seed, since each machine takes a second; TRAVERSALS=n goes through n others.
      ...(process.env['TRAVERSALS'] === undefined ? { seed: 20_261_123 } : {}),
      numRuns: Number(process.env['TRAVERSALS'] ?? 8),
      endOnFailure: process.env['TRAVERSALS'] !== undefined,
    },
  )
  return counts
}

describe.each(Object.values(worlds))('$family', (world) => {
  test('what enters', { timeout: 240_000 }, () => {
    const counts = run(world, entering(world), true)
    const all = counts.delivered + counts.sent + counts.dropped
    expect(counts.delivered / all, 'delivered').toBeGreaterThan(0.01)
    expect(counts.sent / all, 'sent').toBeGreaterThan(0.01)
    expect(counts.exact / all, 'dropped for sure').toBeGreaterThan(0.01)
    expect(counts.translated / all, 'translated').toBeGreaterThan(0.01)
  })

  test('what the gateway sends', { timeout: 240_000 }, () => {
    const counts = run(world, leaving(world), false)
    const all = counts.sent + counts.dropped
    expect(counts.sent / all, 'sent').toBeGreaterThan(0.01)
  })
})
