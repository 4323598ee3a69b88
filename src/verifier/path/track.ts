import type { Flow } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  exists,
  FALSE,
  fieldsEqual,
  inRange,
  masked,
  not,
  or,
  orAll,
  variable,
} from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import {
  block,
  ctKind,
  ctStatusBit,
  firstBlock,
  has,
  hasAny,
  icmpProtocol,
  isIpv4,
  portedProtocols,
  untrackedKinds,
} from '../space/index.ts'
import type { Entries } from './entries.ts'

/** What conntrack makes of packets: all of it is the environment's choice, as far as the headers allow. */
export const track = (space: Space, flow: Flow, entries: Entries): readonly Flow[] => {
  const { arena } = space
  const free = and(arena, flow.set, has(space, 'ct kind', ctKind.invalid))
  const noted = and(arena, flow.set, not(has(space, 'ct kind', ctKind.invalid)))
  const open = exists(arena, free, connectionBits(space))
  const plain = and(arena, open, not(untrackedKinds(space)))
  // What ends before its ports is nobody's connection; protocols without any need no header.
  const needsHeader = hasAny(space, 'l4proto', [...portedProtocols, icmpProtocol(space)])
  const headed = and(
    arena,
    plain,
    or(arena, and(arena, has(space, 'cut off', 0), has(space, 'cut late', 0)), not(needsHeader)),
  )
  const found = orAll(arena, [
    noted,
    andAll(arena, [open, untrackedKinds(space), settled(space, ctKind.untracked)]),
    // Whatever conntrack finds amiss, a checksum first of all, it finds before it looks at the type.
    and(arena, open, settled(space, ctKind.invalid)),
    andAll(arena, [headed, mayBegin(space), beginning(space)]),
    and(arena, headed, olderPackets(space, entries)),
  ])
  const mark = firstBlock(space, 'ct mark')
  const set = mark ? and(arena, found, fieldsEqual(arena, block(space, 'ct mark'), mark)) : found
  return set === FALSE ? [] : [{ ...flow, set }]
}

export const connectionBits = (space: Space) =>
  ['ct kind', 'ct first', 'ct direction', 'ct status', 'ct mark'].flatMap((name) => [
    ...block(space, name),
  ])

const settled = (space: Space, kind: number): Diagram =>
  andAll(space.arena, [
    has(space, 'ct kind', kind),
    has(space, 'ct first', 0),
    has(space, 'ct direction', 0),
    has(space, 'ct status', 0),
    has(space, 'ct mark', 0),
  ])

/** The packet that begins a connection: NEW, its translation not settled yet. */
export const beginning = (space: Space): Diagram =>
  andAll(space.arena, [
    has(space, 'ct kind', ctKind.new),
    has(space, 'ct first', 1),
    has(space, 'ct direction', 0),
    has(space, 'ct status', 0),
    has(space, 'ct mark', 0),
  ])

/** The bit of `ct status`, by its number from the least. */
export const statusBit = (space: Space, bit: number): Diagram => {
  const bits = block(space, 'ct status')
  return variable(space.arena, bits[bits.length - 1 - bit] ?? 0)
}

/**
 * Packets that can begin an entry: a TCP SYN, or with tcp_loose a lone ACK; requests of ICMP; and whatever has no
 * states (nf_conntrack_proto_tcp.c, nf_conntrack_proto_icmp.c).
 */
const mayBegin = (space: Space): Diagram => {
  const { arena } = space
  const [fin, syn, rst, , ack] = [...block(space, 'tcp flags')]
    .reverse()
    .map((bit) => variable(arena, bit))
  const [f, s, r, a] = [fin ?? FALSE, syn ?? FALSE, rst ?? FALSE, ack ?? FALSE]
  const oneOf = or(arena, and(arena, s, not(a)), and(arena, a, not(s)))
  const tcp = andAll(arena, [not(f), not(r), oneOf])
  const icmp = hasAny(space, 'icmp type', isIpv4(space) ? [8, 13, 15, 17] : [128, 139])
  const isTcp = has(space, 'l4proto', 6)
  const isIcmp = has(space, 'l4proto', isIpv4(space) ? 1 : 58)
  return orAll(arena, [
    and(arena, isTcp, tcp),
    and(arena, isIcmp, icmp),
    not(or(arena, isTcp, isIcmp)),
  ])
}

/** ICMP that complains about a packet: of ICMPv6 all types below 128 (`icmp_is_err`; RFC 4443, 2.1). */
const complains = (space: Space): Diagram =>
  and(
    space.arena,
    has(space, 'l4proto', icmpProtocol(space)),
    isIpv4(space)
      ? hasAny(space, 'icmp type', [3, 4, 5, 11, 12])
      : inRange(space.arena, block(space, 'icmp type'), 0n, 127n),
  )

/**
 * Requests of ICMP and their answers: no other type has an inverse, and so none is in an entry (`invmap`,
 * nf_conntrack_proto_icmp.c, nf_conntrack_proto_icmpv6.c). A program that writes entries may turn them round.
 */
const invertible = (space: Space): Diagram =>
  or(
    space.arena,
    not(has(space, 'l4proto', icmpProtocol(space))),
    hasAny(
      space,
      'icmp type',
      isIpv4(space) ? [0, 8, 13, 14, 15, 16, 17, 18] : [128, 129, 139, 140],
    ),
  )

/** FIN 1, SYN 2, RST 4, ACK 16, URG 32: whatever else a segment has of these, conntrack refuses it. */
const validFlags = [0x02, 0x22, 0x12, 0x04, 0x14, 0x11, 0x31, 0x10, 0x30]

/** Segments whose flags make sense to conntrack (`tcp_valid_flags`, nf_conntrack_proto_tcp.c). */
export const sensible = (space: Space): Diagram =>
  or(
    space.arena,
    not(has(space, 'l4proto', 6)),
    orAll(
      space.arena,
      validFlags.map((flags) =>
        masked(space.arena, block(space, 'tcp flags'), 0x37n, BigInt(flags)),
      ),
    ),
  )

/**
 * Packets that meet an entry. An unanswered one is still NEW, or RELATED where a helper expected it; an answered one is
 * ESTABLISHED (`resolve_normal_ct`). Errors about a connection are RELATED, and nothing else. Which translation the
 * entry has, its status says.
 */
export const olderPackets = (space: Space, entries: Entries): Diagram => {
  const { arena } = space
  const seen = statusBit(space, ctStatusBit.seenReply)
  const expected = statusBit(space, ctStatusBit.expected)
  const original = has(space, 'ct direction', 0)
  const kind = (which: number, ...sets: readonly Diagram[]): Diagram =>
    andAll(arena, [has(space, 'ct kind', which), ...sets])
  const own = orAll(arena, [
    kind(ctKind.new, original, not(seen), not(expected), entries.original),
    kind(ctKind.related, original, not(seen), expected, entries.related),
    kind(ctKind.established, original, seen, entries.original),
    kind(ctKind.established, not(original), seen, entries.reply),
  ])
  const kinds = orAll(arena, [
    andAll(arena, [own, invertible(space), sensible(space)]),
    kind(ctKind.related, complains(space), entries.related),
  ])
  return andAll(arena, [kinds, has(space, 'ct first', 0), statusBit(space, ctStatusBit.confirmed)])
}
