import type { Diagram } from '../diagram/index.ts'
import { and, not, or } from '../diagram/index.ts'
import { inZone, isWhole, statusBit } from '../path/index.ts'
import type { Binding, Space } from '../space/index.ts'
import {
  addressType,
  arpOperation,
  ctKind,
  ctStatusBit,
  has,
  hasAny,
  hasEntry,
  isIpv4,
  netFamily,
} from '../space/index.ts'

/**
 * What people recognise, the most important first: a connection's first packet, whole and without options, TCP or
 * UDP, from a client's address to a public one, at ports that one has seen.
 */
export const preferences = (space: Space, _binding: Binding): readonly Diagram[] => {
  const { arena } = space
  const either = (name: string, ...values: readonly number[]) => hasAny(space, name, values)
  const first = and(arena, has(space, 'ct kind', ctKind.new), has(space, 'ct first', 1))
  const v4 = (a: number, b: number, c: number, d: number) =>
    BigInt(a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d)
  const addresses =
    netFamily(space) === 'ip4'
      ? [
          has(space, 'destination', v4(8, 8, 8, 8)),
          has(space, 'source', v4(10, 137, 0, 10)),
          has(space, 'source', v4(10, 138, 0, 10)),
          has(space, 'destination', v4(192, 168, 1, 1)),
          has(space, 'destination', v4(10, 192, 0, 1)),
          has(space, 'destination', v4(10, 138, 0, 1)),
          has(space, 'source', v4(8, 8, 4, 4)),
          has(space, 'source', v4(10, 138, 0, 1)),
        ]
      : [
          has(space, 'destination', (0x2001_0db8n << 96n) | 1n),
          has(space, 'source', (0xfd00n << 112n) | 0x10n),
          has(space, 'source', (0x2001_0db8n << 96n) | 2n),
        ]
  return [
    first,
    // An entry that stands in the table: what answers a packet may belong to one that never gets there.
    or(arena, not(hasEntry(space)), or(arena, first, statusBit(space, ctStatusBit.confirmed))),
    not(has(space, 'ct kind', ctKind.invalid)),
    has(space, 'cut late', 0),
    has(space, 'tagged', 0),
    has(space, 'bare', 0),
    has(space, 'mark', 0),
    isWhole(space),
    isIpv4(space) ? has(space, 'ip hdrlength', 5) : has(space, 'exthdr frag', 0),
    either('l4proto', 6, 17),
    has(space, 'l4proto', 6),
    has(space, 'reverse path', 1),
    has(space, 'source type', addressType.unicast),
    has(space, 'type', addressType.unicast),
    not(has(space, 'type', addressType.none)),
    // Which network has what broadcast nobody tells; this one is everybody's.
    ...(isIpv4(space)
      ? [
          or(
            arena,
            not(has(space, 'type', addressType.broadcast)),
            has(space, 'destination', 0xffff_ffff),
          ),
        ]
      : []),
    has(space, 'tcp flags', 2),
    or(arena, inZone(space, 'oif', 'uplink'), has(space, 'oif', 0)),
    has(space, 'iif', 1),
    ...(netFamily(space) === 'ip4' ? gatewayAddresses(space, v4) : []),
    ...(space.family === 'arp' ? askers(space, v4) : []),
    ...addresses,
    either('destination port', 443),
    either('destination port', 53),
    either('destination port', 123),
    either('destination port', 9050),
    either('source port', 40_000),
    either('source port', 9040),
    either('icmp type', isIpv4(space) ? 8 : 128),
    either('ip ttl', 64),
    either('ip6 hoplimit', 64),
    has(space, 'udp length', 40),
  ]
}

/** What asks in the name of an address is a client, or the gateway in that of its uplink. */
const askers = (
  space: Space,
  v4: (a: number, b: number, c: number, d: number) => bigint,
): readonly Diagram[] => {
  const { arena } = space
  const enters = not(has(space, 'iif', 0))
  const isAnothers = not(has(space, 'source type', addressType.local))
  return [
    or(arena, isAnothers, has(space, 'source', v4(192, 168, 1, 2))),
    or(arena, enters, has(space, 'source', v4(192, 168, 1, 2))),
    or(arena, enters, has(space, 'destination', v4(10, 137, 0, 10))),
    has(space, 'arp operation', arpOperation.request),
  ]
}

/** An address of the gateway's looks like one: to the client, and behind a translation. */
const gatewayAddresses = (
  space: Space,
  v4: (a: number, b: number, c: number, d: number) => bigint,
): readonly Diagram[] => {
  const { arena } = space
  const isOwn = has(space, 'type', addressType.local)
  return [
    or(arena, not(isOwn), has(space, 'destination', v4(10, 137, 0, 1))),
    or(arena, not(isOwn), has(space, 'destination', v4(192, 168, 1, 2))),
    has(space, 'translated destination', v4(10, 137, 0, 1)),
    has(space, 'translated source', v4(192, 168, 1, 2)),
  ]
}
