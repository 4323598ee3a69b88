import type { MachineField } from '../ruleset/index.ts'
import type { Packet } from './packet.ts'

/** The packet with another value in a header field; checksums follow by themselves. */
export const withField = (packet: Packet, field: MachineField, value: bigint): Packet => {
  const number = Number(value)
  switch (field) {
    case 'ip saddr':
    case 'ip6 saddr':
    case 'arp saddr ip':
      return { ...packet, source: value }
    case 'ip daddr':
    case 'ip6 daddr':
    case 'arp daddr ip':
      return { ...packet, destination: value }
    case 'ip ttl':
    case 'ip6 hoplimit':
      return { ...packet, ttl: number }
    case 'ip protocol':
      return { ...packet, protocol: number }
    case 'tcp sport':
    case 'udp sport':
    case 'th sport':
      return { ...packet, sourcePort: number }
    case 'tcp dport':
    case 'udp dport':
    case 'th dport':
      return { ...packet, destinationPort: number }
    case 'tcp flags':
      return { ...packet, tcpFlags: number }
    case 'icmp type':
    case 'icmpv6 type':
      return packet.icmp ? { ...packet, icmp: { ...packet.icmp, type: number } } : packet
    case 'icmp code':
    case 'icmpv6 code':
      return packet.icmp ? { ...packet, icmp: { ...packet.icmp, code: number } } : packet
    default:
      return { ...packet, other: { ...packet.other, [field]: value } }
  }
}
