import type { Report } from './agent-protocol.ts'
import { createAttribution } from './attribute.ts'
import type { ExpectedFacts, OpenPort } from './facts.ts'
import type { Fate } from './fate.ts'
import { fateOf } from './fate.ts'
import type { Finding } from './finding.ts'
import type { Delivery } from './observe.ts'
import type { Case } from './scenario/index.ts'
import { senderName } from './scenario/index.ts'
import type { Emission } from './tap.ts'
import type { Topology } from './topology.ts'
import { describePacket } from './wire/index.ts'

/** All that was seen of one run of the catalogue. */
export interface Observations {
  readonly emissions: readonly Emission[]
  readonly deliveries: readonly Delivery[]
  readonly reports: readonly Report[]
}

/** One case with what it was owed and what came of it. */
export interface Judged {
  readonly case: Case
  readonly fate: Fate
  readonly served: boolean
  readonly findings: readonly Finding[]
}

export interface Judgement {
  readonly cases: readonly Judged[]
  /** What was seen and belongs to no case: the run is worthless as long as there is any. */
  readonly unattributed: readonly Finding[]
}

interface Seen {
  readonly emissions: Emission[]
  readonly deliveries: Delivery[]
  readonly reports: Report[]
}

const title = (one: Case): string => `${senderName(one.sender)}: ${one.group}: ${one.name}`

const emissionFinding = (one: Case, kind: Finding['kind'], emission: Emission): Finding => ({
  kind,
  about: title(one),
  where: emission.interface,
  what: describePacket(emission.packet),
  frame: emission.frame.toString('hex'),
})

const deliveryFinding = (one: Case, delivery: Delivery): Finding => ({
  kind: 'wrong-delivery',
  about: title(one),
  where: 'local',
  what: `protocol ${delivery.protocol} ${delivery.source}:${delivery.sourcePort} > ${delivery.destination}:${delivery.destinationPort}`,
  frame: '',
})

const numberOf = (protocol: OpenPort['protocol']): number => (protocol === 'tcp' ? 6 : 17)

/** Whether it is an answer as from whom the client asked, to the client itself. */
const isAnswer = (one: Case, emission: Emission): boolean => {
  const { network } = emission.packet
  if (network.kind !== 'ipv4' || one.sender.kind !== 'client') return false
  const { transport, header } = network
  return (
    (transport.kind === 'tcp' || transport.kind === 'udp') &&
    header.source === one.traits.destination &&
    header.destination === one.traits.source &&
    transport.header.sourcePort === one.traits.destinationPort &&
    transport.header.destinationPort === one.tag.port &&
    emission.packet.ethernet.destination === one.sender.client.host.mac
  )
}

/** A word to the sender that it will not get through: an ICMP error, or a reset. */
const isRefusal = (emission: Emission): boolean => {
  const { network } = emission.packet
  if (network.kind !== 'ipv4') return false
  if (network.transport.kind === 'tcp') return network.transport.header.flags.includes('rst')
  return network.transport.kind === 'icmp' && [3, 11].includes(network.transport.header.type)
}

const isResolution = (one: Case, emission: Emission, topology: Topology): boolean => {
  const { network } = emission.packet
  const own = topology.clients.find(({ name }) => name === one.interface)
  return (
    network.kind === 'arp' &&
    network.arp.operation === 'reply' &&
    network.arp.senderMac === own?.mac
  )
}

const mayEmit = (one: Case, fate: Fate, emission: Emission, topology: Topology): boolean => {
  switch (fate.kind) {
    case 'served':
    case 'at-most':
      return isAnswer(one, emission)
    case 'refused':
      return isRefusal(emission)
    case 'resolved':
      return isResolution(one, emission, topology)
    case 'silent':
      return false
    case 'closed':
      return true
  }
}

/** Packets that go on as they came, translated or not, have escaped, whichever way. */
const isForwarded = (one: Case, emission: Emission): boolean => {
  const { network } = emission.packet
  return (
    (network.kind === 'ipv4' || network.kind === 'ipv6') &&
    network.header.destination === one.traits.destination &&
    network.header.source === one.traits.source
  )
}

const judgeEmission = (
  one: Case,
  fate: Fate,
  emission: Emission,
  topology: Topology,
): readonly Finding[] => {
  if (emission.interface !== one.interface) return [emissionFinding(one, 'escape', emission)]
  if (mayEmit(one, fate, emission, topology)) return []
  const kind = isForwarded(one, emission) ? 'escape' : 'answered'
  return [emissionFinding(one, kind, emission)]
}

const mayDeliver = (one: Case, fate: Fate, delivery: Delivery): boolean => {
  switch (fate.kind) {
    case 'served':
    case 'at-most':
      return (
        one.sender.kind === 'client' &&
        delivery.protocol === numberOf(fate.listener.protocol) &&
        delivery.source === one.traits.source &&
        delivery.destination === one.sender.client.interface.gateway &&
        delivery.destinationPort === fate.listener.port
      )
    case 'closed':
      return fate.open.some(
        (open) =>
          delivery.protocol === numberOf(open.protocol) && delivery.destinationPort === open.port,
      )
    case 'refused':
    case 'silent':
    case 'resolved':
      return false
  }
}

const isServed = (one: Case, fate: Fate, seen: Seen, topology: Topology): boolean => {
  switch (fate.kind) {
    case 'served':
      return (
        seen.deliveries.some((delivery) => mayDeliver(one, fate, delivery)) &&
        seen.emissions.some((emission) => isAnswer(one, emission)) &&
        (fate.listener.protocol === 'tcp' ||
          seen.reports.some((report) => report.peerAddress === one.traits.source))
      )
    case 'resolved':
      return seen.emissions.some((emission) => isResolution(one, emission, topology))
    case 'at-most':
    case 'refused':
    case 'silent':
    case 'closed':
      return false
  }
}

const judgeCase = (one: Case, seen: Seen, topology: Topology, facts: ExpectedFacts): Judged => {
  const fate = fateOf(one, topology, facts)
  const served = isServed(one, fate, seen, topology)
  const owed = fate.kind === 'served' || fate.kind === 'resolved'
  const missing: readonly Finding[] =
    owed && !served
      ? [
          {
            kind: 'not-served',
            about: title(one),
            where: one.interface,
            what: `owed: ${fate.kind}`,
            frame: '',
          },
        ]
      : []
  const findings = [
    ...seen.emissions.flatMap((emission) => judgeEmission(one, fate, emission, topology)),
    ...seen.deliveries
      .filter((delivery) => !mayDeliver(one, fate, delivery))
      .map((delivery) => deliveryFinding(one, delivery)),
    ...missing,
  ]
  return { case: one, fate, served, findings }
}

const stray = (where: string, what: string, frame = ''): Finding => ({
  kind: 'unattributed',
  about: 'nobody',
  where,
  what,
  frame,
})

/** Lays every observation at the door of a case, and judges each case by what it was owed. */
export const judge = (
  cases: readonly Case[],
  observations: Observations,
  topology: Topology,
  facts: ExpectedFacts,
): Judgement => {
  const attribution = createAttribution(cases)
  const seen = new Map<Case, Seen>(
    cases.map((one) => [one, { emissions: [], deliveries: [], reports: [] }]),
  )
  const unattributed: Finding[] = []
  for (const emission of observations.emissions) {
    const one = attribution.emission(emission)
    if (one === 'noise') continue
    if (one) seen.get(one)?.emissions.push(emission)
    else
      unattributed.push(
        stray(emission.interface, describePacket(emission.packet), emission.frame.toString('hex')),
      )
  }
  for (const delivery of observations.deliveries) {
    const one = attribution.delivery(delivery)
    if (one) seen.get(one)?.deliveries.push(delivery)
    else unattributed.push(stray('local', JSON.stringify(delivery)))
  }
  for (const report of observations.reports) {
    const one = attribution.port(report.peerPort)
    if (one) seen.get(one)?.reports.push(report)
    else unattributed.push(stray(`listener ${report.port}`, JSON.stringify(report)))
  }
  const nothing: Seen = { emissions: [], deliveries: [], reports: [] }
  return {
    cases: cases.map((one) => judgeCase(one, seen.get(one) ?? nothing, topology, facts)),
    unattributed,
  }
}
