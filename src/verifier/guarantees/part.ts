import { assertNever } from '../../assert.ts'
import { parsePrefix } from '../../net/index.ts'
import type { EventKind } from '../chain/event.ts'
import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  exists,
  FALSE,
  forall,
  not,
  or,
  orAll,
  support,
  TRUE,
} from '../diagram/index.ts'
import type { Happening } from '../path/index.ts'
import {
  beginning,
  destinationLaws,
  enteringPackets,
  inPrefixes,
  isTracked,
  isWhole,
  leavingPackets,
  sensible,
  statusBit,
  untrackedYet,
} from '../path/index.ts'
import type { Binding, Space } from '../space/index.ts'
import {
  addressType,
  block,
  ctKind,
  ctStatusBit,
  destinationBlocks,
  has,
  hasAny,
  isIpv4,
  sender,
  untranslated,
} from '../space/index.ts'
import { atItsInterface, bearsOwnAddress, byClients, fromClients, isService } from './classes.ts'
import type { Breach, BreachFate, Evidence } from './evidence.ts'

/** The part of some flows that is in the set, as breaches of one kind. */
export const breachesIn = (
  space: Space,
  fate: BreachFate,
  flows: readonly Flow[],
  set: Diagram,
): readonly Breach[] =>
  flows.flatMap((flow) => within(space, flow, set).map((each) => ({ fate, flow: each })))

/** What came to packets of the set by these events. */
export const happened = (
  space: Space,
  happenings: readonly Happening[],
  kind: EventKind,
  fate: BreachFate,
  set: Diagram,
): readonly Breach[] =>
  breachesIn(
    space,
    fate,
    happenings.filter((each) => each.kind === kind).map((each) => each.flow),
    set,
  )

/** At a port that the policy names for what clients send: Tor's listeners, and services opened to them. */
export const arrivesAtNamedSocket = (space: Space, { binding }: Flow): Diagram => {
  const { arena, facts } = space
  const { port } = destinationBlocks(binding)
  return orAll(arena, [
    arrivesAtTor(space, { binding }),
    isService(space, facts.services.clients, port),
    facts.clients.dhcpServer ? and(arena, has(space, 'l4proto', 17), has(space, port, 67)) : FALSE,
  ])
}

/** At one of Tor's listeners. */
export const arrivesAtTor = (space: Space, { binding }: Pick<Flow, 'binding'>): Diagram => {
  const { arena, facts } = space
  const { port } = destinationBlocks(binding)
  return or(
    arena,
    and(
      arena,
      has(space, 'l4proto', 6),
      hasAny(space, port, [facts.tor.transPort, ...facts.tor.socksPorts]),
    ),
    and(arena, has(space, 'l4proto', 17), has(space, port, facts.tor.dnsPort)),
  )
}

/** Of a class of client packets: those that arrive or leave. */
export const survivors = ({ space, inbound }: Evidence, set: Diagram): readonly Breach[] => {
  const clients = and(space.arena, set, fromClients(space))
  return [
    ...breachesIn(space, 'leaves', inbound.sent, clients),
    ...breachesIn(space, 'arrives', inbound.delivered, clients),
  ]
}

/**
 * By an interface at which the gateway has an address. Where the facts list them by interface, Tor listens at no other,
 * and nothing is promised there.
 */
const atKnownSide = (space: Space): Diagram => {
  const { gatewayAddress } = space.facts.clients
  if (gatewayAddress.kind === 'unknown') return TRUE
  const listed = gatewayAddress.list.flatMap((each) => space.interfaces.matching(each.interface))
  return hasAny(space, 'iif', listed)
}

/** A packet that nothing is wrong with, from a client's own address, that begins a connection. */
export const wellFormed = (space: Space): Diagram =>
  andAll(space.arena, [
    fromClients(space),
    atKnownSide(space),
    bearsOwnAddress(space),
    has(space, 'source type', addressType.unicast),
    has(space, 'reverse path', 1),
    has(space, 'has socket', 0),
    has(space, 'cut off', 0),
    has(space, 'cut late', 0),
    has(space, 'tagged', 0),
    has(space, 'mark', 0),
    isWhole(space),
    isIpv4(space) ? has(space, 'ip hdrlength', 5) : has(space, 'exthdr frag', 0),
  ])

/**
 * The packets of a class of which the first of a connection does not arrive. Whatever the environment chooses, it
 * has to arrive; which translation takes it there does not matter.
 */
export const notArriving = (
  evidence: Evidence,
  promised: Diagram,
  arrival: (flow: Flow) => Diagram,
): readonly Breach[] => {
  const { space, inbound } = evidence
  const { arena } = space
  const first = isFirst(evidence)
  const arrived = orAll(
    arena,
    inbound.delivered.map((flow) =>
      exists(
        arena,
        andAll(arena, [flow.set, first, arrival(flow), not(isMartian(space, flow))]),
        afterwards(space),
      ),
    ),
  )
  const always = forall(arena, arrived, space.choices.environment)
  const lawful = exists(arena, enteringPackets(space), afterwards(space))
  const set = andAll(arena, [promised, lawful, ofFreshEntry(evidence), not(always)])
  return set === FALSE
    ? []
    : [
        {
          fate: 'does not arrive',
          flow: { set, binding: untranslated },
        },
      ]
}

/** The destination of a connection that a redirect has taken to Tor. */
export const translatedToTor = { destination: 'translated', source: 'original' } as const

/** Translated to this port, at the address by which clients know the gateway. */
export const isTakenTo = (space: Space, port: number): Diagram =>
  andAll(space.arena, [
    has(space, 'translated destination port', port),
    has(space, 'translated type', addressType.local),
    has(space, 'translated facing', 1),
  ])

/**
 * The packets of connections that Tor has answered already, through a translation or without, that do not arrive
 * there. A wire that takes connections and nothing that follows is dead too.
 */
export const notContinuing = (
  evidence: Evidence,
  promised: Diagram,
  binding: Binding,
  arrival: Diagram,
): readonly Breach[] => {
  const { space, inbound } = evidence
  const { arena } = space
  const isTranslated = binding.destination === 'translated'
  const bits = isTranslated ? 1n << BigInt(ctStatusBit.dnat) : 0n
  const arrived = orAll(
    arena,
    inbound.delivered
      .filter((flow) => (flow.binding.destination === 'translated') === isTranslated)
      .map((flow) => exists(arena, and(arena, flow.set, arrival), rewritten(space))),
  )
  const always = forall(arena, arrived, space.choices.environment)
  const lawful = exists(arena, enteringPackets(space), afterwards(space))
  const set = andAll(arena, [
    ...[promised, lawful, ofOlderEntry(evidence, false, bits)],
    ...[has(space, 'oif', 0), has(space, 'sender', sender.wire)],
    ...[not(always), arrival, destinationLaws(space, destinationBlocks(binding))],
  ])
  return set === FALSE ? [] : [{ fate: 'does not arrive', flow: { set, binding } }]
}

/**
 * The packets of a class, as the gateway sends them, that do not leave by the interface at hand. An answer to a
 * packet that arrived is one of them: a wire on which nothing comes back is dead.
 */
export const notLeaving = ({ space, outbound }: Evidence, promised: Diagram): readonly Breach[] => {
  const { arena } = space
  const left = orAll(
    arena,
    outbound.sent.map((flow) => exists(arena, flow.set, rewritten(space))),
  )
  const always = forall(arena, left, space.choices.environment)
  const lawful = exists(arena, leavingPackets(space), connection(space))
  const set = andAll(arena, [promised, lawful, isWhole(space), not(always)])
  return set === FALSE ? [] : [{ fate: 'does not leave', flow: { set, binding: untranslated } }]
}

/** The answers of a listener at this port, to connections that were, or were not, translated to reach it. */
export const answersFrom = (
  evidence: Evidence,
  protocol: number,
  port: number,
  isTranslated: boolean,
): Diagram => {
  const { space } = evidence
  return andAll(space.arena, [
    has(space, 'sender', sender.answer),
    byClients(space),
    has(space, 'l4proto', protocol),
    has(space, 'source port', port),
    has(space, 'source facing', 1),
    has(space, 'source type', addressType.local),
    toItsOwner(space),
    sensible(space),
    ofOlderEntry(evidence, true, isTranslated ? 1n << BigInt(ctStatusBit.dnat) : 0n),
    has(space, 'ip hdrlength', 5),
    space.facts.tor.uid === null
      ? has(space, 'has socket', 1)
      : and(space.arena, has(space, 'has socket', 1), has(space, 'skuid', space.facts.tor.uid)),
  ])
}

/** To an address that a client bears at the interface by which the packet leaves: nobody else is owed an answer. */
const toItsOwner = (space: Space): Diagram => {
  const { addresses } = space.facts.clients
  switch (addresses.kind) {
    case 'reverse-path':
      return TRUE
    case 'prefix':
      return inPrefixes(space, 'destination', addresses.prefixes)
    case 'listed':
      return atItsInterface(space, addresses.list, 'oif', 'destination')
    default:
      return assertNever(addresses)
  }
}

/**
 * Packets of an answered connection, in one direction, with these bits of translation and no mark. Where no rule asks
 * conntrack, every packet is what it is before conntrack has seen it, and nothing is translated.
 */
export const ofOlderEntry = (
  { space, engine }: Evidence,
  isReply: boolean,
  translation: bigint,
): Diagram => {
  if (!isTracked(engine.machine, space.family))
    return translation === 0n ? unmarked(space, untrackedYet(space)) : FALSE
  const seen = (1n << BigInt(ctStatusBit.seenReply)) | (1n << BigInt(ctStatusBit.confirmed))
  return unmarked(
    space,
    andAll(space.arena, [
      has(space, 'ct kind', ctKind.established),
      has(space, 'ct first', 0),
      has(space, 'ct direction', isReply ? 1 : 0),
      has(space, 'ct status', seen | translation),
      has(space, 'ct mark', 0),
    ]),
  )
}

/** The packets that begin a connection, with no mark yet; where no rule asks conntrack, any. */
export const ofFreshEntry = ({ space, engine }: Evidence): Diagram =>
  unmarked(space, isTracked(engine.machine, space.family) ? beginning(space) : untrackedYet(space))

/** The same, whatever rules have made of it since. */
const isFirst = ({ space, engine }: Evidence): Diagram =>
  isTracked(engine.machine, space.family)
    ? and(space.arena, has(space, 'ct kind', ctKind.new), has(space, 'ct first', 1))
    : untrackedYet(space)

const unmarked = (space: Space, set: Diagram): Diagram =>
  and(space.arena, set, has(space, 'mark', 0))

const connection = (space: Space) =>
  ['ct kind', 'ct first', 'ct direction', 'ct status', 'ct mark', 'mark', 'sender'].flatMap(
    (name) => [...block(space, name)],
  )

/** What was made of a packet on its way out. */
export const rewritten = (space: Space) =>
  [
    ...['mark', 'translated type', 'translated facing', 'translated destination'],
    ...['translated source', 'translated destination port', 'translated source port'],
  ]
    .flatMap((name) => [...block(space, name)])
    .concat(settledBits(space))

/** The bits of a connection's status that NAT sets once it has had its say about an end. */
export const settledBits = (space: Space): readonly number[] =>
  [ctStatusBit.sourceSettled, ctStatusBit.destinationSettled].flatMap((bit) =>
    support(space.arena, statusBit(space, bit)),
  )

/** To 127.0.0.0/8 from the wire: routing drops it, route_localnet aside. */
export const isMartian = (space: Space, { binding }: Flow): Diagram =>
  inPrefixes(space, destinationBlocks(binding).address, loopbackPrefixes)

const loopbackPrefixes = ['127.0.0.0/8', '::1/128'].flatMap((text) => parsePrefix(text) ?? [])

/** What a packet did not come with: where it leaves, what conntrack makes of it, what it is translated to. */
export const afterwards = (space: Space) =>
  [
    ...['oif', 'oif group', 'ct kind', 'ct first', 'ct direction', 'ct status', 'ct mark', 'mark'],
    ...['translated type', 'translated facing', 'translated destination', 'translated source'],
    ...['translated destination port', 'translated source port', 'sender'],
  ].flatMap((name) => [...block(space, name)])
