import { sameAddress } from '../../net/index.ts'
import type { ServiceFacts } from '../../verifier/index.ts'
import type { Direction, Entry } from './entry.ts'
import type { Surroundings } from './surroundings.ts'
import { isOwn, zoneOf } from './surroundings.ts'

/** Whose flow an entry is. All but `other` may live on. */
export type Whose = 'torified' | 'own' | 'service' | 'other'

const TCP = '6'
const UDP = '17'

/**
 * Only what the compiled rules would have made just so may live on: a client's flow that ends at one of Tor's listeners and
 * bears the client's own source, the gateway's own untranslated flows by its uplink, and what the policy opens there. Whatever else
 * conntrack knows is older than the rules, or somebody else's, and is cut: a flow that was once let out in clear keeps no
 * translation, and would keep the client's port from being torified.
 */
export const whose = (entry: Entry, around: Surroundings): Whose => {
  if (isInside(entry, around)) return 'own'
  if (isTorified(entry, around)) return 'torified'
  if (!isUntranslated(entry)) return 'other'
  if (isOwnByUplink(entry, around)) return 'own'
  return isService(entry, around) ? 'service' : 'other'
}

/** From the gateway to itself. */
const isInside = ({ original, reply }: Entry, around: Surroundings): boolean =>
  [original.source, original.destination, reply.source, reply.destination].every((address) =>
    isOwn(around, address),
  )

const isUntranslated = ({ original, reply }: Entry): boolean =>
  sameAddress(original.source, reply.destination) &&
  sameAddress(original.destination, reply.source) &&
  original.sourcePort === reply.destinationPort &&
  original.destinationPort === reply.sourcePort

const isTorified = ({ protocol, original, reply }: Entry, around: Surroundings): boolean => {
  const keepsSource =
    sameAddress(original.source, reply.destination) && original.sourcePort === reply.destinationPort
  const isClients = !isOwn(around, original.source) && zoneOf(around, original.source) === 'clients'
  return (
    keepsSource &&
    isClients &&
    isOwn(around, reply.source) &&
    meetsTor(protocol, original, reply, around)
  )
}

const meetsTor = (
  protocol: string,
  original: Direction,
  reply: Direction,
  { facts: { tor } }: Surroundings,
): boolean => {
  if (protocol === UDP) return reply.sourcePort === tor.dnsPort && original.destinationPort === 53
  if (protocol !== TCP || reply.sourcePort === null) return false
  if (reply.sourcePort === tor.transPort) return !sameAddress(original.destination, reply.source)
  const isSocks = tor.socksPorts.includes(reply.sourcePort)
  return (
    isSocks &&
    original.destinationPort === reply.sourcePort &&
    sameAddress(original.destination, reply.source)
  )
}

/** What leaves from one of Tor's listeners is an answer to a client, which conntrack took for a beginning. */
const isOwnByUplink = ({ protocol, original }: Entry, around: Surroundings): boolean => {
  const { tor } = around.facts
  const listeners = protocol === UDP ? [tor.dnsPort] : [tor.transPort, ...tor.socksPorts]
  const isAnswer = original.sourcePort !== null && listeners.includes(original.sourcePort)
  return (
    !isAnswer &&
    isOwn(around, original.source) &&
    !isOwn(around, original.destination) &&
    zoneOf(around, original.destination) !== 'clients'
  )
}

const isService = ({ protocol, original }: Entry, around: Surroundings): boolean =>
  isOwn(around, original.destination) &&
  zoneOf(around, original.source) === 'uplink' &&
  around.facts.services.uplink.some((service) => isFor(service, protocol, original))

const isFor = (
  { protocol: wanted, ports }: ServiceFacts,
  protocol: string,
  { destinationPort }: Direction,
): boolean => {
  const number = wanted === 'tcp' ? TCP : UDP
  if (protocol !== number || destinationPort === null) return false
  return ports.first <= BigInt(destinationPort) && BigInt(destinationPort) <= ports.last
}
