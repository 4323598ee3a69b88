import type { Flow } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  exists,
  FALSE,
  forall,
  inIntervals,
  inRange,
  not,
  or,
  orAll,
} from '../diagram/index.ts'
import type { Inbound } from '../path/index.ts'
import { enteringPackets, inPrefixes, isWhole } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import {
  addressType,
  block,
  ctKind,
  destinationBlocks,
  has,
  hasAny,
  isIpv4,
  netFamily,
  sender,
  untranslated,
} from '../space/index.ts'
import { byUplink, fromUplink, isKnownClient, isService, isTcp, isUdp } from './classes.ts'
import type { Breach, Evidence } from './evidence.ts'
import type { Guarantee } from './guarantee.ts'
import { afterwards, breachesIn, notLeaving, ofFreshEntry, ofOlderEntry } from './part.ts'

/**
 * The gateway's own traffic leaves by the uplink as the policy says: freely, only as Tor's user, or not at all; and
 * only of the families that it names, of which IPv6 needs neighbour discovery. What it lets out gets out, and is
 * answered. Packets without a socket bear no user: `skuid X` and `skuid != X` miss them.
 */
export const gatewayEgress: Guarantee = {
  id: 'gateway-egress',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  notAsked: ({ space }) =>
    space.facts.egress.kind === 'tor-only' && space.facts.tor.uid === null
      ? "Tor's uid is not known"
      : null,
  breaches: (evidence) => {
    const { space, outbound } = evidence
    const { arena } = space
    const own = and(arena, has(space, 'sender', sender.own), byUplink(space))
    const forbidden = outbound.sent.flatMap((flow) =>
      breachesIn(space, 'leaves', [flow], and(arena, own, not(permitted(space, flow)))),
    )
    return [...forbidden, ...cutOff(evidence)]
  },
}

/** Ports that connections begin from (net.ipv4.ip_local_port_range). */
const ephemeral = [32_768n, 60_999n] as const

/**
 * Tor's own connections, which must be able to leave, and their answers to come in, unless the policy lets nothing
 * out: TCP over IPv4 from an ephemeral port to an address that is in no local range.
 */
const cutOff = (evidence: Evidence): readonly Breach[] => {
  const { space, inbound } = evidence
  const { arena, facts } = space
  if (facts.egress.kind === 'none' || !isIpv4(space)) return []
  const socket =
    facts.tor.uid === null
      ? has(space, 'has socket', 1)
      : and(arena, has(space, 'has socket', 1), has(space, 'skuid', facts.tor.uid))
  const leaving = andAll(arena, [
    has(space, 'sender', sender.own),
    byUplink(space),
    isTcp(space),
    socket,
    has(space, 'tcp flags', 2),
    has(space, 'ip hdrlength', 5),
    ephemeralPort(space, 'source port'),
    ordinaryPeer(space, 'source', 'destination'),
    ofFreshEntry(evidence),
  ])
  const answer = andAll(arena, [
    byWire(space),
    isTcp(space),
    has(space, 'tcp flags', 0x12),
    has(space, 'ip hdrlength', 5),
    has(space, 'cut off', 0),
    has(space, 'cut late', 0),
    isWhole(space),
    has(space, 'type', addressType.local),
    has(space, 'facing', 0),
    has(space, 'reverse path', 1),
    has(space, 'source type', addressType.unicast),
    ephemeralPort(space, 'destination port'),
    ordinaryPeer(space, 'destination', 'source'),
    ofOlderEntry(evidence, true, 0n),
  ])
  return [...notLeaving(evidence, leaving), ...notDelivered(space, inbound, answer)]
}

/** One of those ports at which nothing listens. */
const ephemeralPort = (space: Space, name: string): Diagram => {
  const { tor, services } = space.facts
  const taken = [tor.transPort, tor.dnsPort, ...tor.socksPorts].map(
    (port) => [BigInt(port), BigInt(port)] as const,
  )
  const served = [...services.uplink, ...services.clients].map(
    ({ ports }) => [ports.first, ports.last] as const,
  )
  const field = block(space, name)
  return and(
    space.arena,
    inRange(space.arena, field, ...ephemeral),
    not(inIntervals(space.arena, field, [...taken, ...served])),
  )
}

const byWire = (space: Space): Diagram =>
  and(space.arena, fromUplink(space), has(space, 'sender', sender.wire))

/** Between an address of the gateway's and one in no local range, neither of which a client bears. */
const ordinaryPeer = (
  space: Space,
  own: 'source' | 'destination',
  peer: 'source' | 'destination',
): Diagram => {
  const { arena, facts } = space
  return andAll(arena, [
    not(isKnownClient(space, own)),
    not(isKnownClient(space, peer)),
    not(inPrefixes(space, peer, facts.localNetworks)),
    not(inPrefixes(space, peer, facts.tor.virtualAddresses)),
    not(inPrefixes(space, own, facts.tor.virtualAddresses)),
  ])
}

const notDelivered = (space: Space, inbound: Inbound, promised: Diagram): readonly Breach[] => {
  const { arena } = space
  const arrived = orAll(
    arena,
    inbound.delivered.flatMap((flow) =>
      flow.binding.destination === 'original'
        ? [exists(arena, flow.set, [...block(space, 'mark')])]
        : [],
    ),
  )
  const always = forall(arena, arrived, space.choices.environment)
  const lawful = exists(arena, enteringPackets(space), afterwards(space))
  const set = andAll(arena, [promised, lawful, not(always), has(space, 'oif', 0)])
  return set === FALSE ? [] : [{ fate: 'does not arrive', flow: { set, binding: untranslated } }]
}

const permitted = (space: Space, flow: Flow): Diagram => {
  const { arena, facts } = space
  const { egress } = facts
  if (!egress.families.includes(netFamily(space))) return FALSE
  if (egress.kind === 'direct') return not(FALSE)
  const ofTor =
    egress.kind === 'tor-only' && facts.tor.uid !== null
      ? and(arena, has(space, 'has socket', 1), has(space, 'skuid', facts.tor.uid))
      : FALSE
  return orAll(arena, [
    ofTor,
    servedToUplink(space, flow),
    dhcp(space, flow),
    neighbourDiscovery(space),
  ])
}

/** Answers of the services that the policy opens to the uplink, to whom it opens them, wherever they came to. */
const servedToUplink = (space: Space, { binding }: Flow): Diagram =>
  andAll(space.arena, [
    has(space, 'ct direction', 1),
    or(
      space.arena,
      has(space, 'ct kind', ctKind.established),
      has(space, 'ct kind', ctKind.related),
    ),
    isService(
      space,
      space.facts.services.uplink,
      'source port',
      destinationBlocks(binding).address,
    ),
  ])

const dhcp = (space: Space, { binding }: Flow): Diagram =>
  space.facts.egress.dhcpClient && isIpv4(space)
    ? andAll(space.arena, [
        isUdp(space),
        has(space, 'source port', 68),
        has(space, destinationBlocks(binding).port, 67),
      ])
    : FALSE

/**
 * What makes a link of IPv6 work, and what the kernel says of itself where the policy lets it speak IPv6 at all: router
 * and neighbour solicitations, advertisements, and reports of listeners (RFC 4861, RFC 3810).
 */
const neighbourDiscovery = (space: Space): Diagram =>
  isIpv4(space)
    ? FALSE
    : and(space.arena, has(space, 'l4proto', 58), hasAny(space, 'icmp type', [133, 135, 136, 143]))
