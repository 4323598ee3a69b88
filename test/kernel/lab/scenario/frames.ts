import type { Topology } from '../topology.ts'
import type { Ipv4, Tcp, Udp } from '../wire/index.ts'
import {
  broadcastMac,
  ethernet,
  etherType,
  inPrefix,
  ipv4,
  multicastMac,
  protocolNumber,
  tcp,
  udp,
} from '../wire/index.ts'
import type { Sender, Tag } from './case.ts'

/** How a sender reaches the gateway: the two ends of its wire. */
export interface Wire {
  readonly sender: string
  readonly gateway: string
}

export const wireOf = (sender: Sender, topology: Topology): Wire =>
  sender.kind === 'client'
    ? { sender: sender.client.host.mac, gateway: sender.client.interface.mac }
    : { sender: topology.uplink.nextHop.mac, gateway: topology.uplink.mac }

/** Where a host would send a frame for that IPv4 destination, the gateway being its only route. */
const destinationMac = (wire: Wire, destination: string, broadcasts: readonly string[]): string => {
  if (inPrefix(destination, '224.0.0.0/4')) return multicastMac(destination)
  return broadcasts.includes(destination) ? broadcastMac : wire.gateway
}

/** Directed broadcasts of the networks around the gateway. */
export const broadcasts: readonly string[] = ['255.255.255.255', '192.168.9.255', '192.168.42.255']

/** An IPv4 packet on the sender's wire. */
export const ip4Frame = (wire: Wire, destination: string, packet: Buffer): Buffer =>
  ethernet(
    {
      source: wire.sender,
      destination: destinationMac(wire, destination, broadcasts),
      type: etherType.ipv4,
    },
    packet,
  )

export const ip6Frame = (wire: Wire, packet: Buffer): Buffer =>
  ethernet({ source: wire.sender, destination: wire.gateway, type: etherType.ipv6 }, packet)

/** Source and destination of an IPv4 packet, and what of its header is unusual. */
export type Ends = Pick<Ipv4, 'source' | 'destination'> & Partial<Ipv4>

/** A TCP segment of this case. Sequence numbers are of the case too, so that answers can be told apart. */
export const tcpPacket = (tag: Tag, ends: Ends, header: Omit<Tcp, 'sourcePort'>): Buffer =>
  ipv4({ id: tag.mark, protocol: protocolNumber.tcp, ...ends }, tcpSegment(tag, ends, header))

export const tcpSegment = (tag: Tag, ends: Ends, header: Omit<Tcp, 'sourcePort'>): Buffer =>
  tcp(
    ends,
    { sourcePort: tag.port, sequence: tag.mark << 8, ...header },
    header.flags.includes('syn') ? undefined : tag.payload,
  )

/** A question for A of `<tag>.example`, as any resolver would take it (RFC 1035 section 4). */
export const dnsQuery = (tag: Tag): Buffer =>
  Buffer.concat([
    Buffer.from([tag.mark >>> 8, tag.mark & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    Buffer.from([tag.payload.length]),
    tag.payload,
    Buffer.from([7]),
    Buffer.from('example'),
    Buffer.from([0, 0, 1, 0, 1]),
  ])

export const udpPayload = (tag: Tag, destinationPort: number): Buffer =>
  destinationPort === 53 ? dnsQuery(tag) : tag.payload

export const udpPacket = (tag: Tag, ends: Ends, header: Omit<Udp, 'sourcePort'>): Buffer =>
  ipv4(
    { id: tag.mark, protocol: protocolNumber.udp, ...ends },
    udp(ends, { sourcePort: tag.port, ...header }, udpPayload(tag, header.destinationPort)),
  )

/** A packet of any protocol, its payload beginning as given. */
export const otherPacket = (
  tag: Tag,
  ends: Ends & { readonly protocol: number },
  head: Buffer,
): Buffer => ipv4({ id: tag.mark, ...ends }, Buffer.concat([head, tag.payload]))
