import { parsePrefix } from '../../net/index.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, FALSE, not, or, orAll } from '../diagram/index.ts'
import { inPrefixes, questionsOf } from '../path/index.ts'
import { clientValues } from '../settings.ts'
import type { Space } from '../space/index.ts'
import { addressType, arpOperation, has } from '../space/index.ts'
import { byClients, fromClients } from './classes.ts'
import type { Breach, BreachFate, Evidence } from './evidence.ts'
import { breachesIn } from './part.ts'

/**
 * What a client learns by ARP: the address by which it knows the gateway, and nothing of others.
 *
 * A question for another address of the gateway's draws no answer, nor does one for an address elsewhere where
 * proxy_arp is on; the kernel asks clients in the name of no other address; and in whose name a client asks makes no
 * difference. The kernel answers for any address that is its own, whichever interface has it, unless arp_ignore says
 * otherwise; it takes no question in the name of one of its own addresses, and that silence tells too, unless
 * arp_filter or a strict rp_filter keeps it silent for all others as well (arp_process, net/ipv4/arp.c;
 * fib_validate_source, net/ipv4/fib_frontend.c).
 */
export const arpBreaches = (evidence: Evidence): readonly Breach[] => {
  const { space, inbound } = evidence
  const { arena } = space
  const answerable = orAll(arena, [
    isIgnoring(evidence) ? FALSE : forOtherAddress(space),
    isProxy(evidence) ? forSomewhereElse(space) : FALSE,
  ])
  const answered = and(arena, answerable, isAnswerable(evidence))
  const namesTell = isAskerTold(evidence) ? inAnothersName(evidence) : FALSE
  const happen = (fate: BreachFate, set: Diagram) => breachesIn(space, fate, inbound.delivered, set)
  return [
    ...happen('is answered for another address', answered),
    ...happen('is not answered to another address', namesTell),
    ...asksAround(evidence),
  ]
}

/** What no rule settles, and nobody showed. */
export const arpAssumptions = (evidence: Evidence): readonly string[] => {
  const { shown } = evidence
  if (shown.settings !== null) return isProxyRelied(evidence) ? [noProxy] : []
  return [
    ...(inAnothersName(evidence) === FALSE ? [] : [noNames]),
    'arp_announce is 1 or 2: the kernel asks for a client in the name of its interface, whatever it answers',
  ]
}

const noNames =
  "arp_filter is 1 or rp_filter strict: or no answer tells a client which names to ask in are the gateway's own addresses"
const noProxy = "proxy_arp is off at clients' interfaces, also where scripts of the system set it"

const isRequest = (space: Space): Diagram => has(space, 'arp operation', arpOperation.request)

const prefixes = (...texts: readonly string[]) => texts.flatMap((text) => parsePrefix(text) ?? [])

/** The kernel hears no question for these (arp_process). */
const isUnheard = (space: Space): Diagram =>
  inPrefixes(space, 'destination', prefixes('127.0.0.0/8', '224.0.0.0/4'))

const asked = (space: Space, type: number): Diagram =>
  andAll(space.arena, [
    fromClients(space),
    isRequest(space),
    not(isUnheard(space)),
    has(space, 'type', type),
    has(space, 'facing', 0),
  ])

const forOtherAddress = (space: Space): Diagram => asked(space, addressType.local)
const forSomewhereElse = (space: Space): Diagram => asked(space, addressType.unicast)

/** In the name of nobody, which looks for a free address (RFC 5227), or of somebody who is not here. */
const isFromElsewhere = (space: Space): Diagram => {
  const { arena } = space
  const never = inPrefixes(
    space,
    'source',
    prefixes('0.0.0.0/32', '127.0.0.0/8', '224.0.0.0/4', '255.255.255.255/32'),
  )
  const elsewhere = not(or(arena, never, has(space, 'source type', addressType.local)))
  return or(arena, has(space, 'source', 0), elsewhere)
}

/** The questions whose answer leaves by the interface that they came by. */
const isLeaving = ({ space, outbound }: Evidence): Diagram => {
  const sent = outbound.sent.map(({ set }) => and(space.arena, set, byClients(space)))
  return questionsOf(space, orAll(space.arena, sent))
}

const isAnswerable = (evidence: Evidence): Diagram =>
  and(evidence.space.arena, isFromElsewhere(evidence.space), isLeaving(evidence))

/**
 * The questions for the client-facing address, in the name of another address of the gateway's, that would be
 * answered in anybody else's.
 */
const inAnothersName = (evidence: Evidence): Diagram => {
  const { space, inbound } = evidence
  const { arena } = space
  const heard = orAll(
    arena,
    inbound.delivered.map(({ set }) => set),
  )
  return andAll(arena, [
    heard,
    fromClients(space),
    isRequest(space),
    has(space, 'facing', 1),
    has(space, 'source type', addressType.local),
    has(space, 'source facing', 0),
    not(inPrefixes(space, 'source', prefixes('127.0.0.0/8'))),
    isLeaving(evidence),
  ])
}

/** The kernel's own questions to clients, in the name of an address that they do not know. */
const asksAround = (evidence: Evidence): readonly Breach[] => {
  const { space, outbound } = evidence
  if (isSure(evidence, 'arp_announce', [1, 2])) return []
  const never = inPrefixes(
    space,
    'source',
    prefixes('0.0.0.0/32', '127.0.0.0/8', '224.0.0.0/4', '255.255.255.255/32'),
  )
  const set = andAll(space.arena, [
    byClients(space),
    isRequest(space),
    has(space, 'source facing', 0),
    not(never),
  ])
  return breachesIn(space, 'asks in the name of another address', outbound.sent, set)
}

/** Whether the settings shown say for certain that one of these values is in force at every client's interface. */
const isSure = ({ shown, space }: Evidence, key: string, values: readonly number[]): boolean =>
  shown.settings !== null &&
  clientValues(shown.settings, space.facts, key).every((value) => values.includes(value))

/** 1 and 2: only for addresses of that interface, which are those that its client knows; 8: for none. */
const isIgnoring = (evidence: Evidence): boolean => isSure(evidence, 'arp_ignore', [1, 2, 8])

const isProxy = ({ shown, space }: Evidence): boolean =>
  shown.settings !== null &&
  clientValues(shown.settings, space.facts, 'proxy_arp').some((value) => value !== 0)

/** Where nothing was shown, what no rule settles is taken for granted, and named. */
const isAskerTold = (evidence: Evidence): boolean =>
  evidence.shown.settings !== null &&
  !isSure(evidence, 'arp_filter', [1]) &&
  !isSure(evidence, 'rp_filter', [1])

/** Whether nothing but the setting keeps an answer in the place of others away. */
const isProxyRelied = (evidence: Evidence): boolean => {
  const { space, inbound } = evidence
  if (isProxy(evidence)) return false
  const set = and(space.arena, forSomewhereElse(space), isAnswerable(evidence))
  return inbound.delivered.some((flow) => within(space, flow, set).length > 0)
}
