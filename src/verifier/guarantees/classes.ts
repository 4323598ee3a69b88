import { assertNever } from '../../assert.ts'
import type { Address } from '../../net/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, FALSE, inIntervals, not, or, orAll } from '../diagram/index.ts'
import type { ServiceFacts } from '../facts.ts'
import { inPrefixes, inZone } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { addressType, block, has, hasAny, netFamily } from '../space/index.ts'

/** Classes of packets by what they came with, whatever was made of them since. */

export const fromClients = (space: Space): Diagram => inZone(space, 'iif', 'clients')
export const fromUplink = (space: Space): Diagram => inZone(space, 'iif', 'uplink')
export const byClients = (space: Space): Diagram => inZone(space, 'oif', 'clients')
export const byUplink = (space: Space): Diagram => inZone(space, 'oif', 'uplink')
export const byLoopback = (space: Space): Diagram => has(space, 'oif', space.interfaces.loopback)

/** Interfaces that the rulesets name, and that neither facts nor loopback account for. */
export const unclassifiedNames = (space: Space): readonly string[] => {
  const { interfaces, facts } = space
  const known = new Set(
    ['lo', '', ...facts.clients.interfaces, ...facts.uplink.interfaces].flatMap((pattern) =>
      interfaces.matching(pattern),
    ),
  )
  return interfaces.samples.filter((_, atom) => !known.has(atom) && atom !== interfaces.rest)
}

export const isTcp = (space: Space): Diagram => has(space, 'l4proto', 6)
export const isUdp = (space: Space): Diagram => has(space, 'l4proto', 17)

/** UDP to port 53, whatever its destination. */
export const isDns = (space: Space): Diagram =>
  and(space.arena, isUdp(space), has(space, 'destination port', 53))

/** Headers of UDP (RFC 768) and of DNS (RFC 1035, section 4.1.1), in bytes. */
const shortestQuery = 8n + 12n

/** DNS that has room for its own header. Less than that is nobody's question. */
export const isQuery = (space: Space): Diagram =>
  and(
    space.arena,
    isDns(space),
    inIntervals(space.arena, block(space, 'udp length'), [[shortestQuery, 0xffffn]]),
  )

/** What a client without an address sends to get one (RFC 2131), where the gateway hands them out. */
export const isDhcpRequest = (space: Space): Diagram => {
  if (!space.facts.clients.dhcpServer || netFamily(space) === 'ip6') return FALSE
  return andAll(space.arena, [
    isUdp(space),
    has(space, 'source port', 68),
    has(space, 'destination port', 67),
    has(space, 'source', 0),
    has(space, 'destination', 0xffff_ffffn),
  ])
}

/** Packets that bear the client's own address: one that routes back to the interface, or that is listed for it. */
export const bearsOwnAddress = (space: Space): Diagram => {
  const { arena, facts } = space
  const { addresses } = facts.clients
  const routesBack = and(
    arena,
    has(space, 'reverse path', 1),
    has(space, 'source type', addressType.unicast),
  )
  switch (addresses.kind) {
    case 'reverse-path':
      return routesBack
    case 'prefix':
      return and(arena, routesBack, inPrefixes(space, 'source', addresses.prefixes))
    case 'listed':
      return atItsInterface(space, addresses.list, 'iif', 'source')
  }
}

/** The packets with one of these addresses in this block, at the interface that it is listed for. */
export const atItsInterface = (
  space: Space,
  list: readonly { readonly interface: string; readonly address: Address }[],
  way: 'iif' | 'oif',
  name: 'source' | 'destination',
): Diagram =>
  orAll(
    space.arena,
    list.flatMap(({ interface: pattern, address }) =>
      address.family === netFamily(space)
        ? [
            and(
              space.arena,
              hasAny(space, way, space.interfaces.matching(pattern)),
              has(space, name, address.value),
            ),
          ]
        : [],
    ),
  )

/**
 * The packets with an address in this block that is known to be a client's. Where none are known none is: then only
 * what enters by a client's interface bears one.
 */
export const isKnownClient = (space: Space, name: 'source' | 'destination'): Diagram => {
  const { addresses } = space.facts.clients
  switch (addresses.kind) {
    case 'reverse-path':
      return FALSE
    case 'prefix':
      return inPrefixes(space, name, addresses.prefixes)
    case 'listed':
      return hasAny(
        space,
        name,
        addresses.list.flatMap(({ address }) =>
          address.family === netFamily(space) ? [address.value] : [],
        ),
      )
    default:
      return assertNever(addresses)
  }
}

export const isSpoofed = (space: Space): Diagram =>
  not(or(space.arena, bearsOwnAddress(space), isDhcpRequest(space)))

/** To one of Tor's SOCKS ports, at the address by which clients know the gateway. */
export const isSocks = (space: Space): Diagram =>
  andAll(space.arena, [
    isTcp(space),
    has(space, 'facing', 1),
    hasAny(space, 'destination port', space.facts.tor.socksPorts),
  ])

/** To a service that the policy opens: these ports, from these addresses. */
export const isService = (
  space: Space,
  services: readonly ServiceFacts[],
  port = 'destination port',
  source = 'source',
): Diagram =>
  orAll(
    space.arena,
    services.map(({ protocol, ports, from }) =>
      andAll(space.arena, [
        has(space, 'l4proto', protocol === 'tcp' ? 6 : 17),
        inIntervals(space.arena, block(space, port), [[ports.first, ports.last]]),
        inPrefixes(space, source, from),
      ]),
    ),
  )

/** What clients may send to the gateway itself, by the policy. */
export const isOpenToClients = (space: Space): Diagram => {
  const { arena, facts } = space
  const dhcp = facts.clients.dhcpServer
    ? andAll(arena, [
        isUdp(space),
        has(space, 'source port', 68),
        has(space, 'destination port', 67),
      ])
    : FALSE
  return orAll(arena, [
    isSocks(space),
    isDhcpRequest(space),
    and(arena, has(space, 'facing', 1), or(arena, dhcp, isService(space, facts.services.clients))),
  ])
}

export const isVirtual = (space: Space): Diagram =>
  inPrefixes(space, 'destination', space.facts.tor.virtualAddresses)

/** To a local range, the virtual address network left out; or to the address by which clients know the gateway. */
export const isLocalNetwork = (space: Space): Diagram =>
  or(
    space.arena,
    and(
      space.arena,
      inPrefixes(space, 'destination', space.facts.localNetworks),
      not(isVirtual(space)),
    ),
    has(space, 'facing', 1),
  )
