/**
 * Goal: the invariant of an empty conntrack holds of every table that comes about, and what meets such a table is in
 * the sets.
 * Method: random machines, each followed from empty once; then random packets one after the other through the
 * reference, which keeps its table of connections: fresh ones, the same once more by another interface, answers, and
 * errors that quote what is there. After each packet every entry has to be in the invariant; whatever becomes of the
 * packet, and of what the kernel answers a client, has to be in the flows.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Connection, Connections } from '../../src/netfilter/index.ts'
import { judge, noConnections } from '../../src/netfilter/index.ts'
import { fibType } from '../../src/netfilter/routing/fib.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import type { Engine } from '../../src/verifier/chain/engine.ts'
import { createEngine } from '../../src/verifier/chain/engine.ts'
import type { Diagram } from '../../src/verifier/diagram/index.ts'
import { and, andAll, FALSE, not, withinLimits } from '../../src/verifier/diagram/index.ts'
import type { Established } from '../../src/verifier/entries/index.ts'
import { establish, unfollowed } from '../../src/verifier/entries/index.ts'
import type { Order } from '../../src/verifier/path/index.ts'
import {
  anyEntries,
  statusBit,
  traverseInbound,
  traverseOutbound,
} from '../../src/verifier/path/index.ts'
import { addressType, createSpace, ctStatusBit, has } from '../../src/verifier/space/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'
import { givenSeed } from '../support/seed.ts'
import type { Move } from './support/conversation.ts'
import { hasPorts, moves, packetOf } from './support/conversation.ts'
import type { FateCounts } from './support/fates.ts'
import { isLoadable, unseenFates } from './support/fates.ts'
import { machines } from './support/machines.ts'
import type { Reality } from './support/reality.ts'
import { trackingOf } from './support/reality.ts'
import type { World } from './support/world.ts'
import { worlds } from './support/world.ts'

const facts = {
  ...plain,
  clients: { ...plain.clients, gatewayAddress: { kind: 'unknown', set: 'known' } },
} as const

const orders: readonly Order[] = ['newer-first', 'older-first']

/** As proofs from an empty conntrack take it: nobody speaks in the gateway's name from outside. */
const asAssumed = (world: World): World => ({
  ...world,
  environment: {
    ...world.environment,
    settings: { ...world.environment.settings, acceptLocal: false },
  },
})

/** A machine that needs more than this is left out, and counted: the time is better spent on many small ones. */
const limits = { nodes: 2 ** 20, steps: 2 ** 22 }

interface Followed {
  readonly engine: Engine
  readonly all: readonly Established[]
}

const follow = (world: World, machine: Machine): Followed => {
  const space = createSpace(world.family, [machine], facts, limits)
  const engine = createEngine(space, machine)
  const all = orders.map((order) => {
    const inbound = traverseInbound(engine, { order, entries: anyEntries })
    const outbound = traverseOutbound(engine, { order, entries: anyEntries }, inbound)
    return establish(engine, order, { inbound, outbound })
  })
  return { engine, all }
}

const typeCodes: Readonly<Record<string, number>> = { 1: 0, 2: 1, 3: 2, 5: 3 }

/** An entry of the reference as the invariant tells it. */
const told = ({ space, marks }: Engine, world: World, entry: Connection): Diagram => {
  const { original, reply, protocol, status } = entry
  const { environment, family } = world
  const type = (address: bigint): number =>
    typeCodes[`${fibType(environment, family, address, null)}`] ?? addressType.none
  const facing = (address: bigint): number =>
    environment.clientFacing.some(({ value }) => value === address) ? 1 : 0
  const bit = (number: number, isSet: boolean): Diagram =>
    isSet ? statusBit(space, number) : not(statusBit(space, number))
  const isIcmp = protocol === 1 || protocol === 58
  return andAll(space.arena, [
    has(space, 'l4proto', protocol),
    has(space, 'source', original.source),
    has(space, 'destination', original.destination),
    has(space, 'translated destination', reply.source),
    has(space, 'translated source', reply.destination),
    has(space, 'source type', type(original.source)),
    has(space, 'type', type(original.destination)),
    has(space, 'translated type', type(reply.source)),
    has(space, 'source facing', facing(original.source)),
    has(space, 'facing', facing(original.destination)),
    ...(hasPorts(protocol)
      ? [
          has(space, 'source port', original.sourceKey),
          has(space, 'destination port', original.destinationKey),
          has(space, 'translated destination port', reply.sourceKey),
          has(space, 'translated source port', reply.destinationKey),
        ]
      : []),
    ...(isIcmp
      ? [
          has(space, 'icmp type', original.destinationKey >> 8),
          has(space, 'icmp code', original.destinationKey & 255),
        ]
      : []),
    bit(ctStatusBit.dnat, status.isDnat),
    bit(ctStatusBit.snat, status.isSnat),
    ...(marks.connection ? [has(space, 'ct mark', entry.mark)] : []),
  ])
}

interface Counts extends FateCounts {
  entries: number
  met: number
  related: number
  translated: number
  /** Machines that need more diagram than they are given here. */
  tooMuch: number
}

const noCounts = (): Counts => ({
  ...{ entries: 0, met: 0, related: 0, translated: 0, tooMuch: 0 },
  ...{ delivered: 0, sent: 0, generated: 0 },
})

const tupleText = ({ protocol, original, reply, mark }: Connection): string =>
  `${protocol} ${Object.values(original).join(' ')} / ${Object.values(reply).join(' ')} mark ${mark}`

const checkEntries = (
  { engine, all }: Followed,
  world: World,
  { entries }: Connections,
  counts: Counts,
): void => {
  for (const entry of entries) {
    const one = told(engine, world, entry)
    const isWithin = all.some(
      (established) => and(engine.space.arena, established.entries, one) !== FALSE,
    )
    expect(isWithin ? tupleText(entry) : `not in the invariant: ${tupleText(entry)}`).toBe(
      tupleText(entry),
    )
    counts.entries += 1
    if (entry.status.isDnat || entry.status.isSnat) counts.translated += 1
  }
}

/** One conversation through the gateway, from an empty table on. */
const converse = (
  followed: Followed,
  world: World,
  machine: Machine,
  sequence: readonly Move[],
  counts: Counts,
): void => {
  const { space } = followed.engine
  let connections: Connections = noConnections
  for (const move of sequence) {
    const packet = packetOf(world, connections, move)
    if (!packet) continue
    const reality: Reality = { space, world, machine, connections, packet }
    const tracking = trackingOf(reality)
    const judgement = judge(machine, world.environment, connections, packet)
    connections = judgement.connections
    checkEntries(followed, world, connections, counts)
    if (tracking.kind === 'tracked' && tracking.connection.status.isConfirmed) {
      counts.met += 1
      if (tracking.state === 'related') counts.related += 1
    }
    // What the gateway sends to itself comes back in by loopback, which is another question.
    if (packet.enters === null && judgement.trace.some(({ text }) => text.endsWith('by lo')))
      continue
    expect(unseenFates(followed.all, reality, judgement, counts)).toEqual([])
  }
}

const seed = givenSeed()

const run = (given: World): Counts => {
  const world = asAssumed(given)
  const counts = noCounts()
  fc.assert(
    fc.property(
      machines(world).filter(
        (machine) => isLoadable(machine) && unfollowed(machine, world.family) === null,
      ),
      fc.array(fc.array(moves(world), { minLength: 8, maxLength: 8 }), {
        minLength: 6,
        maxLength: 6,
      }),
      fc.boolean(),
      (machine, sequences, isDeaf) => {
        const listening: World = {
          ...world,
          environment: { ...world.environment, listeners: isDeaf ? [] : null },
        }
        // What is looked up in the sets takes diagram as well.
        const { kind } = withinLimits(() => {
          const followed = follow(world, machine)
          for (const sequence of sequences) converse(followed, listening, machine, sequence, counts)
        })
        if (kind === 'limit') counts.tooMuch += 1
      },
    ),
    { seed, numRuns: Number(process.env['SEQUENCES'] ?? 24), endOnFailure: true },
  )
  return counts
}

describe.each(Object.values(worlds))('$family', (world) => {
  test(`every table that comes about, and all that meets it (seed ${seed})`, {
    timeout: 600_000,
  }, () => {
    const counts = run(world)
    if (process.env['SEQUENCES'] !== undefined) process.stdout.write(`${JSON.stringify(counts)}\n`)
    expect(counts.entries).toBeGreaterThan(20)
    for (const what of ['met', 'sent', 'delivered'] as const)
      expect(counts[what], what).toBeGreaterThan(0)
  })
})
