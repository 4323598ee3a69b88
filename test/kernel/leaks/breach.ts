import type { GuaranteeId } from '../../../src/verifier/index.ts'
import { classify } from '../lab/fate.ts'
import type { ExpectedFacts, Topology } from '../lab/index.ts'
import type { Judged } from '../lab/judge.ts'
import type { Delivery } from '../lab/observe.ts'
import { readPacket } from '../lab/wire/index.ts'

/** What became of one packet of the lab's catalogue. */
export interface Outcome {
  readonly judged: Judged
  /** What reached the gateway itself because of it. */
  readonly deliveries: readonly Delivery[]
  readonly topology: Topology
  readonly facts: ExpectedFacts
}

/** Guarantees that single packets can break, and how each breaks it. The others take more than one packet. */
export const breaches: Partial<Record<GuaranteeId, (outcome: Outcome) => boolean>> = {
  'no-client-escape': (outcome) =>
    isFromClient(outcome) && (isForwarded(outcome) || outcome.deliveries.some(isForeign(outcome))),
  'tcp-reaches-tor': (outcome) =>
    isUnserved(outcome) &&
    ['tcp', 'virtual', 'socks'].includes(classOf(outcome)) &&
    // Tor cannot answer for a multicast address, and yet it was asked.
    outcome.deliveries.length === 0,
  'dns-reaches-tor': (outcome) => isUnserved(outcome) && classOf(outcome) === 'dns',
  'udp-dropped': (outcome) =>
    isOwnIpv4(outcome) && isProtocol(outcome, 'udp') && !isDns(outcome) && isNoticed(outcome),
  'ipv6-dropped': (outcome) =>
    isFromClient(outcome) && outcome.judged.case.traits.family === 'ip6' && isNoticed(outcome),
  'other-protocols-dropped': (outcome) =>
    isOwnIpv4(outcome) &&
    (isProtocol(outcome, 'icmp') || isProtocol(outcome, 'other')) &&
    isNoticed(outcome),
  'local-networks-blocked': (outcome) =>
    isFromClient(outcome) && classOf(outcome) === 'local' && isThrough(outcome),
  'clients-isolated': (outcome) =>
    isFromClient(outcome) && isForwarded(outcome, (name) => name.startsWith('vif')),
  'no-spoofing': (outcome) =>
    isFromClient(outcome) && classOf(outcome) === 'spoofed' && isThrough(outcome),
  'gateway-closed': (outcome) =>
    isFromClient(outcome)
      ? outcome.deliveries.some(isForeign(outcome))
      : outcome.deliveries.length > 0,
  'uplink-cannot-reach-clients': (outcome) =>
    !isFromClient(outcome) && isForwarded(outcome, (name) => name.startsWith('vif')),
  'client-address-kept': (outcome) =>
    isFromClient(outcome) &&
    outcome.deliveries.some(({ source }) => source !== outcome.judged.case.traits.source),
}

const classOf = ({ judged, topology, facts }: Outcome) => classify(judged.case, topology, facts)

const isFromClient = ({ judged }: Outcome): boolean => judged.case.sender.kind === 'client'

const isOwnIpv4 = (outcome: Outcome): boolean =>
  isFromClient(outcome) &&
  outcome.judged.case.traits.family === 'ip4' &&
  classOf(outcome) !== 'spoofed'

const isProtocol = ({ judged }: Outcome, protocol: 'udp' | 'icmp' | 'other'): boolean =>
  judged.case.traits.protocol === protocol

const isDns = ({ judged }: Outcome): boolean => judged.case.traits.destinationPort === 53

const isUnserved = ({ judged }: Outcome): boolean =>
  judged.findings.some(({ kind }) => kind === 'not-served')

/** Went on, or was answered, or reached a socket. */
const isNoticed = (outcome: Outcome): boolean =>
  outcome.judged.findings.some(({ frame }) => frame !== '') || outcome.deliveries.length > 0

const isThrough = (outcome: Outcome): boolean =>
  isForwarded(outcome) || outcome.deliveries.length > 0

/** Left by some interface, so that it is the packet itself, translated or not, and no answer to it. */
const isForwarded = ({ judged }: Outcome, by: (name: string) => boolean = () => true): boolean => {
  const { traits, tag } = judged.case
  return judged.findings.some(({ frame, where }) => {
    if (frame === '' || !by(where)) return false
    const network = readPacket(Buffer.from(frame, 'hex'))?.network
    if (network?.kind !== 'ipv4' && network?.kind !== 'ipv6') return false
    const { header, transport } = network
    // An answer bears the case's port as its destination.
    if (transport.kind === 'tcp' || transport.kind === 'udp')
      return transport.header.sourcePort === tag.port
    // Nor is an error that the gateway sends about it, were it to the case's own destination.
    const isError = transport.kind === 'icmp' && [3, 5, 11, 12].includes(transport.header.type)
    if (isError && traits.protocol !== 'icmp') return false
    return header.source === traits.source || header.destination === traits.destination
  })
}

/** Reached the gateway at a port of TCP or UDP that is none of Tor's and none that is open. */
const isForeign =
  ({ facts, judged }: Outcome) =>
  ({ family, protocol, destinationPort }: Delivery): boolean => {
    if (protocol === 1 || protocol === 58) return false
    if (family === 'ip6') return true
    const open = [
      { protocol: 'tcp', port: facts.transPort },
      { protocol: 'udp', port: facts.dnsPort },
      ...facts.socksPorts.map((port) => ({ protocol: 'tcp', port })),
      ...facts.clientServices,
    ]
    const name = protocol === 6 ? 'tcp' : protocol === 17 ? 'udp' : 'other'
    // A fragment's port is not known to the observer of a whole datagram under another case.
    return (
      judged.case.traits.family === 'ip4' &&
      !open.some((one) => one.protocol === name && one.port === destinationPort)
    )
  }
