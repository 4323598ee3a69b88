import { assertNever } from '../assert.ts'
import type { Header, MachineField } from '../ruleset/index.ts'
import { machineFields } from '../ruleset/index.ts'
import type { Packet } from './packet.ts'
import { protocols } from './protocol.ts'
import { destinationKind } from './routing/address-kind.ts'

/**
 * The value of a field whose source is the packet itself (`machineFields[field].source`); undefined where the packet
 * has no such header, so that a test of it breaks.
 */
export const fieldOf = (packet: Packet, field: MachineField): bigint | undefined => {
  const { needs } = machineFields[field]
  if (needs !== null && !hasHeader(packet, needs)) return undefined
  return packet.other[field] ?? derived(packet, field)
}

/**
 * Whether the header is there to be read. A later fragment has the protocol's number and not its header, and yet
 * nft's fast path reads whatever stands there as if it were one (`nft_payload_fast_eval`): of IPv4 the datagram's
 * bytes, of IPv6 its own header, with the flow label for ports, as `ipv6_find_hdr` leaves the offset at 0, and the link's
 * header at egress. So the header counts as present, and its fields are the sender's choice. Tests of x_tables know better; `rules/test.ts` asks them.
 */
export const hasHeader = (packet: Packet, header: Header): boolean => {
  switch (header) {
    case 'ether':
      return packet.enters !== null && packet.enters !== 'lo' && packet.link !== 'bare'
    case 'ip':
      return packet.family === 'ipv4'
    case 'ip6':
      return packet.family === 'ipv6'
    case 'arp':
      return packet.family === 'arp'
    case 'transport':
      return packet.family !== 'arp'
    case 'tcp':
      return packet.family !== 'arp' && packet.protocol === protocols.tcp
    case 'udp':
      return packet.family !== 'arp' && packet.protocol === protocols.udp
    case 'icmp':
      return packet.family !== 'arp' && packet.protocol === protocols.icmp
    case 'icmpv6':
      return packet.family !== 'arp' && packet.protocol === protocols.icmpv6
    default:
      return assertNever(header)
  }
}

const optional = (value: number | null | undefined): bigint | undefined =>
  value === null || value === undefined ? undefined : BigInt(value)

/** What follows from the rest of the packet; fields that nothing here decides have a plain packet's values. */
const derived = (packet: Packet, field: MachineField): bigint | undefined => {
  const table: Partial<Record<MachineField, (packet: Packet) => bigint | undefined>> = derivations
  return table[field]?.(packet)
}

const extensionField = (name: 'frag' | 'hbh' | 'dst' | 'rt') => (packet: Packet) =>
  packet.extensions.includes(name) ? 1n : 0n

/** NEXTHDR_*: what the first extension header makes of `nexthdr`. */
const extensionNumbers = { hbh: 0n, rt: 43n, frag: 44n, dst: 60n } as const

const moreFragments = 0x2000n

/** A header of UDP and what it carries: room for a question of DNS. */
const plainDatagram = 8n + 32n

/** A TCP header that is cut off has no such field. */
const ifWhole =
  (value: bigint) =>
  ({ tcpFlags }: Packet): bigint | undefined =>
    tcpFlags === null ? undefined : value

const derivations = {
  'meta nfproto': ({ family }) => ({ ipv4: 2n, ipv6: 10n, arp: 3n })[family],
  'meta l4proto': (packet) => (packet.family === 'arp' ? undefined : BigInt(packet.protocol)),
  'meta pkttype': (packet) => packetTypes[destinationKind(packet)],
  'meta length': (packet) => networkLength(packet) + transportLength(packet),
  'ether saddr': () => 0n,
  'ether daddr': () => 0n,
  'ip version': () => 4n,
  'ip hdrlength': (packet) => (packet.hasOptions ? 6n : 5n),
  'ip dscp': () => 0n,
  'ip ecn': () => 0n,
  'ip length': (packet) => networkLength(packet) + transportLength(packet),
  'ip id': () => 0n,
  'ip frag-off': ({ fragment }) =>
    fragment.kind === 'first' ? moreFragments : BigInt(fragment.offset),
  'ip ttl': (packet) => BigInt(packet.ttl),
  'ip protocol': (packet) => BigInt(packet.protocol),
  'ip checksum': () => 0n,
  'ip saddr': (packet) => packet.source,
  'ip daddr': (packet) => packet.destination,
  'ip6 version': () => 6n,
  'ip6 dscp': () => 0n,
  'ip6 ecn': () => 0n,
  'ip6 flowlabel': () => 0n,
  'ip6 length': transportLength,
  'ip6 nexthdr': ({ extensions: [first], protocol }) =>
    first === undefined ? BigInt(protocol) : extensionNumbers[first],
  'ip6 hoplimit': (packet) => BigInt(packet.ttl),
  'ip6 saddr': (packet) => packet.source,
  'ip6 daddr': (packet) => packet.destination,
  'exthdr frag': extensionField('frag'),
  'exthdr hbh': extensionField('hbh'),
  'exthdr dst': extensionField('dst'),
  'exthdr rt': extensionField('rt'),
  'tcp sport': (packet) => optional(packet.sourcePort),
  'tcp dport': (packet) => optional(packet.destinationPort),
  'tcp flags': (packet) => optional(packet.tcpFlags),
  'tcp sequence': ifWhole(0n),
  'tcp ackseq': ifWhole(0n),
  'tcp window': ifWhole(0n),
  'tcp doff': ifWhole(5n),
  'udp sport': (packet) => optional(packet.sourcePort),
  'udp dport': (packet) => optional(packet.destinationPort),
  'udp length': ({ sourcePort }) => (sourcePort === null ? undefined : plainDatagram),
  'th sport': (packet) => optional(packet.sourcePort) ?? firstHalf(packet),
  'th dport': (packet) => optional(packet.destinationPort) ?? secondHalf(packet),
  'icmp type': (packet) => optional(packet.icmp?.type),
  'icmp code': (packet) => optional(packet.icmp?.code),
  'icmpv6 type': (packet) => optional(packet.icmp?.type),
  'icmpv6 code': (packet) => optional(packet.icmp?.code),
  'arp operation': () => 1n,
  'arp saddr ip': (packet) => packet.source,
  'arp daddr ip': (packet) => packet.destination,
  'arp saddr ether': () => 0n,
  'arp daddr ether': () => 0n,
} satisfies Partial<Record<MachineField, (packet: Packet) => bigint | undefined>>

/** PACKET_*, include/uapi/linux/if_packet.h. */
const packetTypes = { unicast: 0n, broadcast: 1n, multicast: 2n } as const

/** The first two bytes of an ICMP header are its type and code; the next two its checksum. */
const firstHalf = ({ icmp }: Packet): bigint | undefined =>
  icmp ? BigInt(icmp.type * 256 + icmp.code) : undefined

const secondHalf = ({ icmp }: Packet): bigint | undefined => (icmp ? 0n : undefined)

function networkLength(packet: Packet): bigint {
  if (packet.family === 'arp') return 28n
  if (packet.family === 'ipv6') return 40n + 8n * BigInt(packet.extensions.length)
  return packet.hasOptions ? 24n : 20n
}

function transportLength(packet: Packet): bigint {
  if (packet.family === 'arp') return 0n
  switch (packet.protocol) {
    case protocols.tcp:
      return 20n
    case protocols.udp:
      return packet.sourcePort === null ? 0n : plainDatagram
    default:
      return 8n
  }
}
