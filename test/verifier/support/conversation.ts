import fc from 'fast-check'
import type { Connection, Connections, Packet, Tuple } from '../../../src/netfilter/index.ts'
import type { World } from './world.ts'
import { entering, leaving } from './world.ts'

/** What is sent next: a packet that has nothing to do with the table, or one made of an entry. */
export type Move =
  | { readonly kind: 'fresh'; readonly packet: Packet }
  | {
      readonly kind: 'again' | 'answer' | 'error'
      readonly which: number
      readonly enters: string | null
      readonly flags: number
    }

export const moves = (world: World): fc.Arbitrary<Move> => {
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

export const hasPorts = (protocol: number): boolean => protocol === 6 || protocol === 17

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

export const packetOf = (
  world: World,
  { entries }: Connections,
  move: Move,
): Packet | undefined => {
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
