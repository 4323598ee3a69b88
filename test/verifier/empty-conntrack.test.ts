/**
 * Goal: the invariant of an empty conntrack holds of every table that comes about.
 * Method: random machines, each followed from empty once; then random packets one after the other through the
 * reference, which keeps its table of connections: fresh ones, the same once more by another interface, answers, and
 * errors that quote what is there. After each packet every entry has to be in the invariant, with its tuples, its
 * translation and its mark.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Connection, Connections, Packet, Tuple } from '../../src/netfilter/index.ts'
import { judge, noConnections } from '../../src/netfilter/index.ts'
import { fibType } from '../../src/netfilter/routing/fib.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import type { Engine } from '../../src/verifier/chain/engine.ts'
import { createEngine } from '../../src/verifier/chain/engine.ts'
import type { Diagram } from '../../src/verifier/diagram/index.ts'
import { and, andAll, FALSE, not } from '../../src/verifier/diagram/index.ts'
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
import { machines } from './support/machines.ts'
import type { Reality } from './support/reality.ts'
import { trackingOf } from './support/reality.ts'
import type { World } from './support/world.ts'
import { entering, leaving, worlds } from './support/world.ts'

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

interface Followed {
  readonly engine: Engine
  readonly all: readonly Established[]
}

const follow = (world: World, machine: Machine): Followed => {
  const space = createSpace(world.family, [machine], facts)
  const engine = createEngine(space, machine)
  const all = orders.map((order) => {
    const inbound = traverseInbound(engine, { order, entries: anyEntries })
    const outbound = traverseOutbound(engine, { order, entries: anyEntries }, inbound)
    return establish(engine, order, { inbound, outbound })
  })
  return { engine, all }
}

/** What is sent next: a packet that has nothing to do with the table, or one made of an entry. */
type Move =
  | { readonly kind: 'fresh'; readonly packet: Packet }
  | {
      readonly kind: 'again' | 'answer' | 'error'
      readonly which: number
      readonly enters: string | null
      readonly flags: number
    }

const moves = (world: World): fc.Arbitrary<Move> => {
  const later = fc
    .record({
      kind: fc.constantFrom(
        'again' as const,
        'answer' as const,
        'answer' as const,
        'error' as const,
      ),
      which: fc.nat(7),
      enters: fc.constantFrom('vif1.0', 'vif2.0', 'eth0', null),
      flags: fc.constantFrom(2, 16, 16, 18, 18, 4, 17),
    })
    .map((move): Move => move)
  const fresh = fc
    .oneof(entering(world), leaving(world))
    .map(({ packet }): Move => ({ kind: 'fresh', packet: spoken(world, packet) }))
  return fc.oneof({ weight: 2, arbitrary: fresh }, { weight: 3, arbitrary: later })
}

/** The gateway's programs bear its own addresses. */
const spoken = (world: World, packet: Packet): Packet =>
  packet.enters === null && !world.own.includes(packet.source)
    ? { ...packet, source: world.own[0] ?? packet.source }
    : packet

const empty: Omit<Packet, 'family' | 'enters' | 'protocol' | 'source' | 'destination'> = {
  sourcePort: null,
  destinationPort: null,
  icmp: null,
  tcpFlags: null,
  fragment: { kind: 'none', offset: 0 },
  hasOptions: false,
  extensions: [],
  ttl: 64,
  socket: null,
  mark: 0,
  tracking: 'ordinary',
  other: {},
}

const hasPorts = (protocol: number): boolean => protocol === 6 || protocol === 17

const ofTuple = (entry: Connection, tuple: Tuple, enters: string | null, flags: number): Packet => {
  const { family, protocol } = entry
  const isIcmp = protocol === 1 || protocol === 58
  return {
    ...empty,
    family,
    enters,
    protocol,
    source: tuple.source,
    destination: tuple.destination,
    sourcePort: hasPorts(protocol) ? tuple.sourceKey : isIcmp ? null : 53,
    destinationPort: hasPorts(protocol) ? tuple.destinationKey : isIcmp ? null : 53,
    tcpFlags: protocol === 6 ? flags : null,
    icmp: isIcmp
      ? {
          type: tuple.destinationKey >> 8,
          code: tuple.destinationKey & 255,
          id: tuple.sourceKey,
          quoted: null,
        }
      : null,
  }
}

const errorAbout = (entry: Connection, enters: string | null, flags: number): Packet => {
  const { family, protocol, original, reply } = entry
  const about = flags % 4 === 2 ? original : reply
  const ported = hasPorts(protocol)
  return {
    ...empty,
    family,
    enters,
    protocol: family === 'ipv4' ? 1 : 58,
    source: about.source,
    destination: about.destination,
    icmp: {
      type: family === 'ipv4' ? 3 : 1,
      code: 0,
      id: 0,
      quoted: {
        protocol,
        source: about.destination,
        destination: about.source,
        sourcePort: ported ? about.destinationKey : null,
        destinationPort: ported ? about.sourceKey : null,
        icmp: null,
      },
    },
  }
}

const packetOf = (world: World, { entries }: Connections, move: Move): Packet | undefined => {
  if (move.kind === 'fresh') return move.packet
  const entry = entries[move.which % Math.max(1, entries.length)]
  if (!entry) return undefined
  const packet =
    move.kind === 'error'
      ? errorAbout(entry, move.enters, move.flags)
      : ofTuple(
          entry,
          move.kind === 'again' ? entry.original : entry.reply,
          move.enters,
          move.flags,
        )
  // What the gateway sends bears an address of its own, answers of what was redirected to it too.
  return packet.enters === null && !world.own.includes(packet.source) ? undefined : packet
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

interface Counts {
  entries: number
  met: number
  related: number
  translated: number
}

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

const run = (given: World): Counts => {
  const world = asAssumed(given)
  const counts: Counts = { entries: 0, met: 0, related: 0, translated: 0 }
  fc.assert(
    fc.property(
      machines(world).filter((machine) => unfollowed(machine, world.family) === null),
      fc.array(fc.array(moves(world), { minLength: 8, maxLength: 8 }), {
        minLength: 6,
        maxLength: 6,
      }),
      fc.boolean(),
      (machine, sequences, isDeaf) => {
        const followed = follow(world, machine)
        const { space } = followed.engine
        const environment = { ...world.environment, listeners: isDeaf ? [] : null }
        for (const sequence of sequences) {
          let connections: Connections = noConnections
          for (const move of sequence) {
            const packet = packetOf(world, connections, move)
            if (!packet) continue
            const reality: Reality = { space, world, machine, connections, packet }
            const tracking = trackingOf(reality)
            const judgement = judge(machine, environment, connections, packet)
            connections = judgement.connections
            checkEntries(followed, world, connections, counts)
            if (tracking.kind === 'tracked' && tracking.connection.status.isConfirmed) {
              counts.met += 1
              if (tracking.state === 'related') counts.related += 1
            }
          }
        }
      },
    ),
    {
      // One seed, since each machine takes a second; SEQUENCES=n goes through n others.
      ...(process.env['SEQUENCES'] === undefined ? { seed: 20_261_128 } : {}),
      numRuns: Number(process.env['SEQUENCES'] ?? 6),
      endOnFailure: true,
    },
  )
  return counts
}

describe.each(Object.values(worlds))('$family', (world) => {
  test('every table that comes about, and all that meets it', { timeout: 600_000 }, () => {
    const counts = run(world)
    if (process.env['SEQUENCES'] !== undefined) process.stdout.write(`${JSON.stringify(counts)}\n`)
    expect(counts.entries).toBeGreaterThan(50)
    expect(counts.met).toBeGreaterThan(10)
  })
})
