import type { Delivery } from './observe.ts'
import { headerMarks } from './observe.ts'
import type { Case } from './scenario/index.ts'
import { tagPattern } from './scenario/index.ts'
import type { Emission } from './tap.ts'
import type { Network, Transport } from './wire/index.ts'
import { addressText, icmp6Type, readIp } from './wire/index.ts'

/** Tells whose packet an observation is about. */
export interface Attribution {
  /** The case; `noise` for what the router says by itself; undefined where nobody is to be found. */
  emission(emission: Emission): Case | 'noise' | undefined
  delivery(delivery: Delivery): Case | undefined
  port(port: number): Case | undefined
}

/** Multicast listener reports: the kernel sends them when an interface comes up, and some time after. */
export const isNoise = (network: Network): boolean =>
  network.kind === 'ipv6' &&
  network.header.hopLimit === 1 &&
  network.transport.kind === 'icmp6' &&
  (network.transport.header.type === icmp6Type.listenerReportV2 ||
    network.transport.header.type === icmp6Type.listenerReport)

const ports = (transport: Transport): readonly number[] => {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return [transport.header.destinationPort, transport.header.sourcePort]
    case 'icmp':
    case 'icmp6':
      return [transport.header.rest.readUInt16BE(0)]
    case 'other':
      return []
  }
}

/** The address that neighbour discovery is about: who asked for it, or is asked about, is whom we look for. */
const discovered = (network: Network): string | undefined => {
  if (network.kind !== 'ipv6' || network.transport.kind !== 'icmp6') return undefined
  const { header, payload } = network.transport
  const solicitation = header.type === icmp6Type.neighbourSolicitation
  if (!solicitation && header.type !== icmp6Type.neighbourAdvertisement) return undefined
  return payload.length < 16 ? undefined : addressText(payload.subarray(0, 16))
}

const isError = (
  transport: Transport,
): transport is Extract<Transport, { kind: 'icmp' | 'icmp6' }> =>
  (transport.kind === 'icmp' && [3, 4, 5, 11, 12].includes(transport.header.type)) ||
  (transport.kind === 'icmp6' && transport.header.type < 128)

export const createAttribution = (cases: readonly Case[]): Attribution => {
  const byText = new Map(cases.map((one) => [one.tag.text, one]))
  const byPort = new Map(cases.map((one) => [one.tag.port, one]))
  const byMark = new Map(cases.map((one) => [one.tag.mark, one]))
  const byEnds = new Map(
    cases.map((one) => [
      `${one.traits.family} ${one.traits.source} ${one.traits.destination}`,
      one,
    ]),
  )
  const byAddress = new Map(
    cases.flatMap((one) => [
      [one.traits.source, one] as const,
      [one.traits.destination, one] as const,
    ]),
  )
  const matches = (network: Network, one: Case | undefined): boolean =>
    one !== undefined &&
    (network.kind === 'ipv4' || network.kind === 'ipv6') &&
    (network.header.source === one.traits.source ||
      network.header.destination === one.traits.destination)
  /** A case's own packet, sent on as it came. */
  const isWholly = (network: Network, one: Case | undefined): boolean =>
    one !== undefined &&
    (network.kind === 'ipv4' || network.kind === 'ipv6') &&
    network.header.source === one.traits.source &&
    network.header.destination === one.traits.destination
  const sameEnds = (delivery: Delivery, one: Case): boolean =>
    delivery.source === one.traits.source || delivery.destination === one.traits.destination
  const markedBy = (network: Network): Case | undefined => {
    if (network.kind === 'ipv4') return byMark.get(network.header.id)
    return network.kind === 'ipv6' ? byMark.get(network.header.flowLabel) : undefined
  }
  const byHeader = (network: Network): Case | undefined => {
    if (network.kind !== 'ipv4' && network.kind !== 'ipv6') return undefined
    if (isError(network.transport)) {
      // A gateway's error bears an identification that may be anybody's mark: what it quotes counts.
      const quoted = readIp(network.transport.payload)
      const own = markedBy(network)
      return byHeader(quoted) ?? (isWholly(network, own) ? own : markedBy(quoted))
    }
    const named = ports(network.transport)
      .map((port) => byPort.get(port))
      .find((one) => one !== undefined)
    if (named) return named
    const marked = markedBy(network)
    // A later fragment that was translated both ways has nothing else left; the gateway itself sends none.
    if (network.kind === 'ipv4' && network.header.fragmentOffset > 0) return marked
    return matches(network, marked) ? marked : undefined
  }
  return {
    emission: ({ frame, packet }) => {
      const { network } = packet
      if (network.kind === 'arp') {
        const { operation, senderAddress, targetAddress } = network.arp
        if (operation === 'request') return byAddress.get(targetAddress)
        return byEnds.get(`arp ${targetAddress} ${senderAddress}`)
      }
      const tag = tagPattern.exec(frame.toString('latin1'))
      const tagged = tag ? byText.get(tag[0]) : undefined
      if (tagged) return tagged
      if (isNoise(network)) return 'noise'
      const target = discovered(network)
      if (target === undefined) return byHeader(network)
      const answered = network.kind === 'ipv6' ? network.header.destination : ''
      return byEnds.get(`ip6 ${answered} ${target}`) ?? byAddress.get(target)
    },
    // The gateway's own answer may be delivered to itself, when its addressee is a broadcast or itself.
    delivery: (delivery) =>
      byPort.get(delivery.sourcePort) ??
      byPort.get(delivery.destinationPort) ??
      headerMarks(delivery)
        .map((mark) => byMark.get(mark))
        .find((one) => one !== undefined && sameEnds(delivery, one)) ??
      byEnds.get(`${delivery.family} ${delivery.destination} ${delivery.source}`),
    port: (port) => byPort.get(port),
  }
}
