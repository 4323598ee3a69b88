import type { Client, Topology } from '../topology.ts'
import { icmp, ipv4, ipv6, protocolNumber, udp } from '../wire/index.ts'
import type { Sender, Tag, Template } from './case.ts'
import { allDestinations, multicastAddresses } from './destinations.ts'
import { ip4Frame, otherPacket, wireOf } from './frames.ts'

/** What tunnels carry inside: a packet that must not come out of the gateway either. */
const inner4 = (tag: Tag): Buffer => {
  const ends = { source: '10.137.0.10', destination: '8.8.8.8' }
  return ipv4(
    { ...ends, protocol: 17, id: tag.mark },
    udp(ends, { sourcePort: tag.port, destinationPort: 53 }, tag.payload),
  )
}

const inner6 = (tag: Tag): Buffer => {
  const ends = { source: '2001:470::10', destination: '2001:4860:4860::8888' }
  return ipv6(
    { ...ends, protocol: 17, flowLabel: tag.mark },
    udp(ends, { sourcePort: tag.port, destinationPort: 53 }, tag.payload),
  )
}

const ports = (tag: Tag): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16BE(tag.port, 0)
  bytes.writeUInt16BE(443, 2)
  return bytes
}

/** First bytes of each protocol: enough to look like one, the rest is the tag. */
const heads: readonly (readonly [string, number, (tag: Tag) => Buffer])[] = [
  [
    'sctp',
    protocolNumber.sctp,
    (tag) => Buffer.concat([ports(tag), Buffer.alloc(8), Buffer.from([1, 0, 0, 20])]),
  ],
  ['gre', protocolNumber.gre, (tag) => Buffer.concat([Buffer.from([0, 0, 8, 0]), inner4(tag)])],
  ['esp', protocolNumber.esp, () => Buffer.from([0, 0, 1, 1, 0, 0, 0, 1])],
  ['ah', protocolNumber.ah, () => Buffer.from([6, 4, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1])],
  ['protocol 41', protocolNumber.ipv6, inner6],
  ['ip in ip', protocolNumber.ipip, inner4],
  [
    'dccp',
    protocolNumber.dccp,
    (tag) => Buffer.concat([ports(tag), Buffer.from([4, 0, 0, 0, 0, 0, 0, 1])]),
  ],
  [
    'udp-lite',
    protocolNumber.udplite,
    (tag) => Buffer.concat([ports(tag), Buffer.from([0, 20, 0, 0])]),
  ],
  ['igmp', protocolNumber.igmp, () => Buffer.from([0x16, 0, 0, 0, 224, 0, 0, 251])],
  ['icmpv6 in ipv4', protocolNumber.icmp6, (tag) => icmp({ type: 128 }, tag.payload)],
  ['unknown protocol', 253, () => Buffer.alloc(8)],
  ['protocol 0', 0, () => Buffer.alloc(8)],
  ['protocol 255', 255, () => Buffer.alloc(8)],
]

/** Every other protocol to every kind of place. */
export const protocolTemplates = (topology: Topology, client: Client): readonly Template[] => {
  const sender: Sender = { kind: 'client', client }
  const wire = wireOf(sender, topology)
  const places = [...allDestinations(topology, client), ...multicastAddresses.slice(0, 1)]
  return heads.flatMap(([label, protocol, head]) =>
    places.map((destination): Template => {
      const source = client.host.address
      return {
        name: destination,
        group: label,
        sender,
        traits: {
          family: 'ip4',
          source,
          destination,
          protocol: 'other',
          destinationPort: 0,
          shape: 'datagram',
        },
        frames: (tag) => [
          ip4Frame(
            wire,
            destination,
            otherPacket(tag, { source, destination, protocol }, head(tag)),
          ),
        ],
      }
    }),
  )
}
