import type {
  Certainty,
  ClassSurvey,
  End,
  GatewayFacts,
  PacketClass,
} from '../../verifier/index.ts'

/** How a thing is coloured: it got to Tor as it should, it ended in silence, it is amiss, or nobody knows. */
export type Tone = 'tor' | 'still' | 'bad' | 'doubt'

/** Classes of which something is meant to arrive, and at what kind of end. */
const meant: Readonly<Record<PacketClass, readonly ('tor' | 'service')[]>> = {
  ipv6: [],
  spoofed: [],
  dns: ['tor'],
  gateway: ['tor', 'service'],
  virtual: ['tor'],
  local: [],
  tcp: ['tor'],
  udp: [],
  other: [],
}

/**
 * Whether packets of a class may arrive at an end, by the measure of the guarantees: at an end that the facts open to
 * clients, if the class is one that the facts send anywhere. A connection that is older than the rules may have been
 * translated to another of these ends.
 */
export const isMeant = (
  id: PacketClass,
  end: End,
  older: boolean,
  facts: GatewayFacts,
): boolean => {
  if (end.kind === 'socket' || end.kind === 'zone' || !end.openTo.includes('clients')) return false
  const { tcp, dns } = facts.disposition
  if (meant[id].length === 0 || (id === 'dns' && dns !== 'tor')) return false
  if ((id === 'tcp' || id === 'virtual') && tcp !== 'tor') return false
  return older || meant[id].includes(end.kind)
}

/** What is to be said of packets that get to an end. */
export const toneAtEnd = (
  id: PacketClass,
  end: End,
  { fresh, older }: ClassSurvey['ends'][number],
  facts: GatewayFacts,
): Tone | null => {
  const amiss = [
    ...(isMeant(id, end, false, facts) ? [] : [fresh]),
    ...(isMeant(id, end, true, facts) ? [] : [older]),
  ]
  if (amiss.includes('yes')) return 'bad'
  if (amiss.includes('perhaps')) return 'doubt'
  return fresh === 'no' && older === 'no' ? null : 'tor'
}

/** What is to be said of a rejection: it is an answer, where the facts don't ask for one. */
export const toneOfRejection = (
  id: PacketClass,
  rejects: Certainty,
  { disposition }: GatewayFacts,
): Tone | null => {
  if (rejects === 'no') return null
  const isAsked =
    (id === 'udp' && disposition.udp === 'reject') ||
    ((id === 'local' || id === 'gateway') && disposition.localNetworks === 'reject')
  if (isAsked) return 'still'
  return rejects === 'yes' ? 'bad' : 'doubt'
}

/** The worst of some. */
export const worstTone = (tones: readonly (Tone | null)[]): Tone => {
  const order: readonly Tone[] = ['bad', 'doubt', 'tor', 'still']
  return order.find((tone) => tones.includes(tone)) ?? 'still'
}
