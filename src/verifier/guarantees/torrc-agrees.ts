import type { ListenerKind, TorListener, TorrcFacts } from '../../backends/torrc/index.ts'
import type { Prefix } from '../../net/index.ts'
import { formatPrefix, prefixContains } from '../../net/index.ts'
import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, difference, exists, FALSE, not, or, orAll } from '../diagram/index.ts'
import { enteringPackets, inPrefixes } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { destinationBlocks, has, hasEntry, netFamily, untranslated } from '../space/index.ts'
import { flagOf, isolationAsked, isolationMissing, isProxy } from '../tor/isolation.ts'
import {
  endpointOf,
  isLoopback,
  lineOf,
  meeting,
  openListeners,
  optionOf,
} from '../tor/listening.ts'
import { metBy } from '../tor/ranges.ts'
import { fromClients, isOpenToClients, isService, isSocks } from './classes.ts'
import type { Breach, Evidence, Told } from './evidence.ts'
import type { Guarantee } from './guarantee.ts'
import { afterwards, isMartian } from './part.ts'

/**
 * Rules and torrc say the same. What a rule translates for a client arrives where the torrc opens a TransPort, or for
 * UDP a DNSPort, at that address and port, and what a client sends to a SOCKS port where it opens a SocksPort; each
 * such listener keeps clients apart, and a SOCKS port all that the facts ask; by no listener anybody else gets in, and
 * nobody at all where tor is controlled. Where tor gives addresses to names, IPv4 or IPv6, nobody else has them, and
 * the facts have them for virtual.
 *
 * It speaks of packets that begin a connection, or have none: what rules translate.
 */
export const torrcAgrees: Guarantee = {
  id: 'torrc-agrees',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  assumptions: ['tor runs with the torrc that was shown, and opened every listener that it names'],
  notAsked: ({ shown }) => (shown.torrc === null ? 'no torrc was shown' : null),
  doubt: (evidence) => {
    const { torrc } = evidence.shown
    return torrc === null ? null : (unreadPart(torrc) ?? unknownAddress(evidence, torrc))
  },
  breaches: (evidence) => {
    const { torrc } = evidence.shown
    if (torrc === null) return []
    const deaf = [...unheard(evidence, torrc)]
    return [
      ...deaf,
      ...(deaf.length === 0 ? otherPort(evidence, torrc) : []),
      ...unisolated(evidence, torrc),
      ...intruders(evidence, torrc),
      ...virtualAddresses(evidence, torrc),
    ]
  },
}

const unreadPart = (torrc: TorrcFacts): string | null => {
  const [include] = torrc.includes
  if (include !== undefined)
    return `the torrc reads in \`${include.path}\`, which was not shown and may say something else`
  const named = openListeners(torrc).find((each) => each.at.kind === 'name' && !isLoopback(each))
  return named === undefined
    ? null
    : `what \`${lineOf(named).text}\` names is looked up when tor starts, and may be any address`
}

/** What arrives, of connections that the rules see begin. */
const arriving = ({ space, inbound }: Evidence): readonly Flow[] => {
  const { arena } = space
  const begins = or(arena, has(space, 'ct first', 1), not(hasEntry(space)))
  return inbound.delivered.flatMap((flow) =>
    within(space, flow, and(arena, begins, not(isMartian(space, flow)))),
  )
}

/** The kinds of listeners that serve clients, and the packets that each is for, as they arrive. */
const served = (space: Space, flow: Flow): readonly (readonly [ListenerKind, Diagram])[] => {
  const { arena, facts } = space
  // What the policy opens besides, DHCP and services, is none of Tor's, redirected to itself or not.
  const ofTor = or(arena, isSocks(space), not(isOpenToClients(space)))
  const clients = and(arena, fromClients(space), ofTor)
  // A redirect of a SOCKS port to itself translates nothing.
  const atItsPort = orAll(
    arena,
    facts.tor.socksPorts.map((port) => has(space, destinationBlocks(flow.binding).port, port)),
  )
  const socks = andAll(arena, [clients, isSocks(space), atItsPort])
  if (flow.binding.destination === 'original') return [['socks', socks]]
  const translated = difference(arena, clients, socks)
  return [
    ['socks', socks],
    ['trans', and(arena, translated, has(space, 'l4proto', 6))],
    ['dns', and(arena, translated, has(space, 'l4proto', 17))],
  ]
}

/** Arrives where nobody listens: for a connection of TCP a reset, for everybody a dead wire. */
const unheard = (evidence: Evidence, torrc: TorrcFacts): readonly Breach[] => {
  const { space } = evidence
  const { arena } = space
  const listeners = openListeners(torrc)
  return arriving(evidence).flatMap((flow) =>
    served(space, flow).flatMap(([kind, packets]) => {
      const own = listeners.filter((listener) => listener.kind === kind)
      const met = orAll(
        arena,
        own.map((listener) => meeting(space, flow.binding, listener).perhaps),
      )
      return within(space, flow, difference(arena, packets, met)).map((each) => ({
        fate: 'arrives where' as const,
        flow: each,
        told: opensElsewhere(kind, own),
      }))
    }),
  )
}

const opensElsewhere = (kind: ListenerKind, own: readonly TorListener[]): Told => {
  const [first] = own
  const option = optionOf[kind]
  return first === undefined
    ? { text: `where nobody listens: the torrc opens no ${option}`, line: null }
    : {
        text: `where no ${option} listens: the torrc opens it at ${own.map(endpointOf).join(' and ')}`,
        line: lineOf(first),
      }
}

/** The facts have another port than the torrc: the rules are judged by one, and tor listens at the other. */
const otherPort = ({ space, shown }: Evidence, torrc: TorrcFacts): readonly Breach[] => {
  const { disposition, tor } = space.facts
  if (shown.torrc === null || netFamily(space) === 'ip6') return []
  const promised: readonly (readonly [ListenerKind, number, number])[] = [
    ...(disposition.tcp === 'tor' ? [['trans', tor.transPort, 6] as const] : []),
    ...(disposition.dns === 'tor' ? [['dns', tor.dnsPort, 17] as const] : []),
    ...tor.socksPorts.map((port) => ['socks', port, 6] as const),
  ]
  const listeners = openListeners(torrc)
  return promised.flatMap(([kind, port, protocol]): readonly Breach[] => {
    const own = listeners.filter((listener) => listener.kind === kind)
    if (own.some((listener) => listener.port === port)) return []
    const option = optionOf[kind]
    const [first] = own
    const where = first ? `at ${own.map(endpointOf).join(' and ')}` : 'nowhere'
    return sample(space, has(space, 'l4proto', protocol), {
      text: `the facts have ${option} ${port}, and the torrc opens it ${where}`,
      line: first ? lineOf(first) : null,
    })
  })
}

/** Packets that stand for a disagreement that no single packet makes. */
const sample = (space: Space, packets: Diagram, told: Told): readonly Breach[] => {
  const { arena } = space
  const lawful = exists(arena, enteringPackets(space), afterwards(space))
  const set = andAll(arena, [lawful, fromClients(space), packets])
  return set === FALSE ? [] : [{ fate: 'disagrees', flow: { set, binding: untranslated }, told }]
}

/** By a listener that lets clients share circuits. */
const unisolated = (evidence: Evidence, torrc: TorrcFacts): readonly Breach[] => {
  const { space } = evidence
  const listeners = openListeners(torrc)
  return listeners.filter(isProxy).flatMap((listener) => {
    const missing = isolationMissing(isolationAsked(space.facts.tor, listener), listener, listeners)
    if (missing === null) return []
    const { flag, by } = missing
    const shared = by === listener ? '' : `, whose group of sessions ${lineOf(by).text} shares`
    return met(evidence, listener, fromClients(space), {
      text: `where ${optionOf[listener.kind]}${shared} does not isolate streams (${flagOf[flag]})`,
      line: lineOf(by),
    })
  })
}

/** The arrivals of these packets that may meet the listener. */
const met = (
  evidence: Evidence,
  listener: TorListener,
  packets: Diagram,
  told: Told,
): readonly Breach[] => {
  const { space } = evidence
  return arriving(evidence).flatMap((flow) => {
    const meets = meeting(space, flow.binding, listener)
    const set = listener.at.kind === 'name' ? meets.surely : meets.perhaps
    return within(space, flow, and(space.arena, packets, set)).map((each) => ({
      fate: 'arrives where' as const,
      flow: each,
      told,
    }))
  })
}

/** Whoever is no client and gets to a listener, and whoever gets to where tor is controlled. */
const intruders = (evidence: Evidence, torrc: TorrcFacts): readonly Breach[] => {
  const { space } = evidence
  const { arena, facts } = space
  const { services } = facts
  const clients = fromClients(space)
  return openListeners(torrc).flatMap((listener) => {
    const option = optionOf[listener.kind]
    const line = lineOf(listener)
    const isOpen = !isProxy(listener) && listener.kind !== 'control'
    const opened = isOpen ? isService(space, services.uplink) : FALSE
    const others = met(evidence, listener, difference(arena, not(clients), opened), {
      text: `where ${option} listens, for clients alone or for nobody`,
      line,
    })
    if (isProxy(listener)) return others
    const named = isOpen ? isService(space, services.clients) : FALSE
    const inside = met(evidence, listener, difference(arena, clients, named), {
      text: `where ${option} listens, which tells whoever asks about the gateway`,
      line,
    })
    return [...others, ...inside]
  })
}

/** Where tor says that a name is at: an address that somebody has, or that the facts know nothing of. */
const virtualAddresses = ({ space }: Evidence, torrc: TorrcFacts): readonly Breach[] => {
  if (!torrc.automapHostsOnResolve) return []
  const { facts } = space
  const family = netFamily(space)
  const network = torrc.virtualNetworks[family]
  const option = family === 'ip4' ? 'VirtualAddrNetworkIPv4' : 'VirtualAddrNetworkIPv6'
  const line = networkLine(torrc, option, network)
  const taken = metBy(facts, network)
  if (taken !== undefined)
    return sample(space, inPrefixes(space, 'destination', [taken.prefix]), {
      text: `${line.text} gives names addresses that are somebody's: ${taken.what}`,
      line,
    })
  const isKnown = facts.tor.virtualAddresses.some((virtual) => prefixContains(virtual, network))
  if (family === 'ip6' || isKnown) return []
  const known = facts.tor.virtualAddresses.map(formatPrefix).join(', ')
  return sample(space, inPrefixes(space, 'destination', [network]), {
    text: `${line.text} gives names addresses that the facts do not have for virtual: ${known || 'they have none'}`,
    line,
  })
}

const networkLine = ({ options }: TorrcFacts, option: string, network: Prefix) => {
  const place = options.findLast(({ name }) => name === option)?.place ?? null
  const text = `${option} ${formatPrefix(network)}`
  return { text: place === null ? `${text}, tor's own choice,` : text, place }
}

/** A listener at an address of which nobody can say whether clients know the gateway by it. */
const unknownAddress = (evidence: Evidence, torrc: TorrcFacts): string | null => {
  const { space } = evidence
  const { arena } = space
  const listeners = openListeners(torrc)
  for (const flow of arriving(evidence))
    for (const [kind, packets] of served(space, flow)) {
      const own = listeners.filter((listener) => listener.kind === kind)
      const meetings = own.map((listener) => meeting(space, flow.binding, listener))
      const surely = orAll(
        arena,
        meetings.map((each) => each.surely),
      )
      if (andAll(arena, [flow.set, packets, not(surely)]) !== FALSE)
        return `whether clients know the gateway by the address of ${own.map((each) => lineOf(each).text).join(' and ')} is not known: give it with the facts`
    }
  return null
}
