import type { Arp } from './arp.ts'
import { readArp } from './arp.ts'
import type { Ethernet } from './ethernet.ts'
import { etherType, readEthernet } from './ethernet.ts'
import type { ReadIcmp } from './icmp.ts'
import { readIcmp } from './icmp.ts'
import type { ReadIpv4 } from './ipv4.ts'
import { readIpv4 } from './ipv4.ts'
import type { ReadIpv6 } from './ipv6.ts'
import { readIpv6 } from './ipv6.ts'
import type { ReadTcp } from './tcp.ts'
import { readTcp } from './tcp.ts'
import type { ReadUdp } from './udp.ts'
import { readUdp } from './udp.ts'

/** IANA protocol numbers that the lab sends. */
export const protocolNumber = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmp6: 58,
  sctp: 132,
  udplite: 136,
} as const

/** What an IP packet carries, as far as it can be read. */
export type Transport =
  | { readonly kind: 'tcp'; readonly header: ReadTcp; readonly payload: Buffer }
  | { readonly kind: 'udp'; readonly header: ReadUdp; readonly payload: Buffer }
  | { readonly kind: 'icmp'; readonly header: ReadIcmp; readonly payload: Buffer }
  | { readonly kind: 'icmp6'; readonly header: ReadIcmp; readonly payload: Buffer }
  /** Another protocol, a later fragment, or too short for its own header. */
  | { readonly kind: 'other'; readonly payload: Buffer }

export type Network =
  | { readonly kind: 'arp'; readonly arp: Arp }
  | { readonly kind: 'ipv4'; readonly header: ReadIpv4; readonly transport: Transport }
  | { readonly kind: 'ipv6'; readonly header: ReadIpv6; readonly transport: Transport }
  | { readonly kind: 'other'; readonly payload: Buffer }

export interface Packet {
  readonly ethernet: Ethernet
  readonly network: Network
}

const readTransport = (protocol: number, payload: Buffer): Transport => {
  if (protocol === protocolNumber.tcp) {
    const read = readTcp(payload)
    if (read) return { kind: 'tcp', ...read }
  }
  if (protocol === protocolNumber.udp) {
    const read = readUdp(payload)
    if (read) return { kind: 'udp', ...read }
  }
  if (protocol === protocolNumber.icmp || protocol === protocolNumber.icmp6) {
    const read = readIcmp(payload)
    if (read) return { kind: protocol === protocolNumber.icmp ? 'icmp' : 'icmp6', ...read }
  }
  return { kind: 'other', payload }
}

/** Reads an IP packet, also one quoted in an ICMP error and cut short. */
export const readIp = (bytes: Buffer): Network => {
  const four = readIpv4(bytes)
  if (four) {
    const later = four.header.fragmentOffset > 0
    const transport: Transport = later
      ? { kind: 'other', payload: four.payload }
      : readTransport(four.header.protocol, four.payload)
    return { kind: 'ipv4', header: four.header, transport }
  }
  const six = readIpv6(bytes)
  if (six)
    return {
      kind: 'ipv6',
      header: six.header,
      transport: readTransport(six.header.protocol, six.payload),
    }
  return { kind: 'other', payload: bytes }
}

/** Reads a frame as far as it goes; undefined only where not even the Ethernet header is there. */
export const readPacket = (frame: Buffer): Packet | undefined => {
  const link = readEthernet(frame)
  if (!link) return undefined
  if (link.header.type === etherType.arp) {
    const message = readArp(link.payload)
    if (message) return { ethernet: link.header, network: { kind: 'arp', arp: message } }
  }
  return { ethernet: link.header, network: readIp(link.payload) }
}
