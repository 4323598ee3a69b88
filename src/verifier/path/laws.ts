import type { Prefix } from '../../net/index.ts'
import { parsePrefix, prefixInterval } from '../../net/index.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  equivalence,
  FALSE,
  fieldsEqual,
  implies,
  inIntervals,
  not,
  or,
  orAll,
  TRUE,
} from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import {
  addressType,
  block,
  ctKind,
  has,
  hasAny,
  isIpv4,
  netFamily,
  otherFields,
  sender,
} from '../space/index.ts'

const prefixes = {
  multicast: { ip4: '224.0.0.0/4', ip6: 'ff00::/8' },
  loopback: { ip4: '127.0.0.0/8', ip6: '::1/128' },
  /** The rest of 0.0.0.0/8 is like any other address since Linux 5.3 (`ipv4_is_zeronet`). */
  unspecified: '0.0.0.0/32',
  allOnes: '255.255.255.255/32',
} as const

/** The packets with the address of this block in one of these prefixes; those of the other family hold nothing. */
export const inPrefixes = (space: Space, name: string, prefixes: readonly Prefix[]): Diagram =>
  inIntervals(
    space.arena,
    block(space, name),
    prefixes.flatMap((prefix) => {
      if (prefix.family !== netFamily(space)) return []
      const { first, last } = prefixInterval(prefix)
      return [[first, last] as const]
    }),
  )

const textPrefixes = (...texts: readonly string[]): readonly Prefix[] =>
  texts.flatMap((text) => parsePrefix(text) ?? [])

/**
 * What the kernel knows of a destination without asking any route (`__inet_dev_addr_type`, net/ipv4/fib_frontend.c):
 * multicast by its prefix, 0.0.0.0 and all ones as broadcast, loopback as local. A client-facing address is local.
 */
export const destinationLaws = (
  space: Space,
  names: { readonly address: string; readonly type: string; readonly facing: string },
): Diagram => {
  const { arena } = space
  const laws = [
    typeLaws(space, names.address, names.type),
    implies(arena, has(space, names.facing, 1), has(space, names.type, addressType.local)),
    facingLaw(space, names.address, names.facing),
  ]
  return andAll(arena, laws)
}

const typeLaws = (space: Space, address: string, type: string): Diagram => {
  const { arena } = space
  const family = netFamily(space)
  const multicast = inPrefixes(space, address, textPrefixes(prefixes.multicast[family]))
  const loopback = inPrefixes(space, address, textPrefixes(prefixes.loopback[family]))
  const always = inPrefixes(space, address, textPrefixes(prefixes.unspecified, prefixes.allOnes))
  const broadcast = has(space, type, addressType.broadcast)
  return andAll(arena, [
    equivalence(arena, has(space, type, addressType.multicast), multicast),
    implies(arena, loopback, has(space, type, addressType.local)),
    family === 'ip4' ? implies(arena, always, broadcast) : not(broadcast),
    hasAny(space, type, Object.values(addressType)),
  ])
}

/**
 * Where the addresses are known, these are they and no other, each at its own interface: by which a packet came, or
 * of what the gateway sends, by which it goes. Clients know no address of IPv6.
 */
const facingLaw = (space: Space, address: string, facing: string): Diagram => {
  const { arena, facts, interfaces } = space
  const { gatewayAddress } = facts.clients
  if (netFamily(space) === 'ip6') return has(space, facing, 0)
  if (gatewayAddress.kind === 'unknown') return TRUE
  const known = orAll(
    arena,
    gatewayAddress.list.flatMap(({ interface: pattern, address: each }) => {
      if (each.family !== netFamily(space)) return []
      const atoms = interfaces.matching(pattern)
      const there = or(arena, hasAny(space, 'iif', atoms), hasAny(space, 'oif', atoms))
      return [and(arena, there, has(space, address, each.value))]
    }),
  )
  return equivalence(arena, has(space, facing, 1), known)
}

/** The same of a source, and of the way back to it. */
const sourceLaws = (space: Space): Diagram => {
  const { arena } = space
  const broadcastTarget = inPrefixes(
    space,
    'destination',
    textPrefixes(prefixes.allOnes, '224.0.0.0/24'),
  )
  const zero = inPrefixes(space, 'source', textPrefixes(prefixes.unspecified))
  return andAll(arena, [
    typeLaws(space, 'source', 'source type'),
    facingLaw(space, 'source', 'source facing'),
    implies(arena, has(space, 'source facing', 1), has(space, 'source type', addressType.local)),
    implies(
      arena,
      has(space, 'source type here', addressType.local),
      has(space, 'source type', addressType.local),
    ),
    implies(
      arena,
      has(space, 'type here', addressType.local),
      has(space, 'type', addressType.local),
    ),
    // 0.0.0.0 to a broadcast or a local multicast counts as found (`fib4_is_local`, nft_fib_ipv4.c).
    isIpv4(space)
      ? implies(arena, and(arena, zero, broadcastTarget), has(space, 'reverse path', 1))
      : TRUE,
    implies(arena, has(space, 'reverse path', 1), has(space, 'source route', 1)),
  ])
}

/** Headers that a kernel takes at all: an IPv4 header has five words; extension headers are there or not. */
const headerLaws = (space: Space): Diagram => {
  const { arena } = space
  // Nothing of a packet of ARP is where other packets have ports.
  if (space.family === 'arp') return has(space, 'cut off', 1)
  if (isIpv4(space)) return inIntervals(arena, block(space, 'ip hdrlength'), [[5n, 15n]])
  const extensions = hasAny(space, 'ip6 nexthdr', [0, 43, 44, 51, 60, 135])
  const plain = fieldsEqual(arena, block(space, 'l4proto'), block(space, 'ip6 nexthdr'))
  return andAll(arena, [
    space.asksNextHeader ? or(arena, plain, extensions) : TRUE,
    ...otherFields
      .filter((field) => field.startsWith('exthdr'))
      .map((field) => hasAny(space, field, [0, 1])),
  ])
}

/** Packets as they enter by an interface, any but loopback if left out, before anything has looked at them. */
export const enteringPackets = (
  space: Space,
  by: Diagram = interfaceLaw(space, 'iif', false),
): Diagram =>
  andAll(space.arena, [
    has(space, 'sender', sender.wire),
    by,
    has(space, 'oif', 0),
    has(space, 'has socket', 0),
    has(space, 'mark', 0),
    untrackedYet(space),
    destinationLaws(space, { address: 'destination', type: 'type', facing: 'facing' }),
    sourceLaws(space),
    headerLaws(space),
  ])

/**
 * Packets as the gateway sends them, by any interface at all, and with any mark: a program sets it (SO_MARK), and what the
 * kernel answers may bear that of the packet that it answers (fwmark_reflect). What the routing table thinks of their
 * addresses is told only where a rule asks: it decides nothing about what leaves.
 */
export const leavingPackets = (space: Space): Diagram =>
  andAll(space.arena, [
    has(space, 'iif', 0),
    interfaceLaw(space, 'oif', true),
    space.family === 'arp' ? TRUE : has(space, 'cut off', 0),
    has(space, 'cut late', 0),
    has(space, 'tagged', 0),
    untrackedYet(space),
    space.asksRouting.destination
      ? destinationLaws(space, { address: 'destination', type: 'type', facing: 'facing' })
      : facingLaw(space, 'destination', 'facing'),
    space.asksRouting.source ? sourceLaws(space) : facingLaw(space, 'source', 'source facing'),
    headerLaws(space),
  ])

/** Before conntrack has seen it, every packet is INVALID. */
export const untrackedYet = (space: Space): Diagram =>
  andAll(space.arena, [
    has(space, 'ct kind', ctKind.invalid),
    has(space, 'ct first', 0),
    has(space, 'ct direction', 0),
    has(space, 'ct status', 0),
    has(space, 'ct mark', 0),
  ])

/** A real interface, that belongs to no two zones, and whose number stands for one. */
export const interfaceLaw = (space: Space, way: 'iif' | 'oif', withLoopback: boolean): Diagram => {
  const { arena, interfaces } = space
  const real = inIntervals(arena, block(space, way), [[1n, BigInt(interfaces.samples.length - 1)]])
  const loopback = has(space, way, interfaces.loopback)
  const client = inZone(space, way, 'clients')
  const uplink = inZone(space, way, 'uplink')
  return andAll(arena, [
    real,
    withLoopback ? TRUE : not(loopback),
    not(and(arena, client, uplink)),
    not(and(arena, loopback, or(arena, client, uplink))),
  ])
}

/** The packets whose interface on this way is in the zone, by its name or by its group. */
export const inZone = (space: Space, way: 'iif' | 'oif', zone: 'clients' | 'uplink'): Diagram => {
  const { interfaces, group } = space.facts[zone]
  const byName = hasAny(
    space,
    way,
    interfaces.flatMap((pattern) => space.interfaces.matching(pattern)).filter((atom) => atom > 0),
  )
  const byGroup =
    group === null
      ? FALSE
      : and(space.arena, has(space, `${way} group`, group), not(has(space, way, 0)))
  return or(space.arena, byName, byGroup)
}
