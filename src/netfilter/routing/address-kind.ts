import type { Packet } from '../packet.ts'

/** Classes of addresses that routing tells apart before it looks at any table (include/linux/in.h, net/ipv6.h). */

const inPrefix = (value: bigint, prefix: bigint, bits: number, length: number): boolean =>
  value >> BigInt(bits - length) === prefix

/** 224.0.0.0/4, or ff00::/8. */
export const isMulticast = (family: Packet['family'], value: bigint): boolean =>
  family === 'ipv6' ? inPrefix(value, 0xffn, 128, 8) : inPrefix(value, 0xen, 32, 4)

/** 224.0.0.0/24: never forwarded. */
export const isLocalMulticast = (value: bigint): boolean => inPrefix(value, 0xe00000n, 32, 24)

/** 255.255.255.255. */
export const isLimitedBroadcast = (value: bigint): boolean => value === 0xffffffffn

/** 0.0.0.0 alone: since Linux 5.3 the rest of 0.0.0.0/8 is like any other address (`ipv4_is_zeronet`). */
export const isZeroAddress = (value: bigint): boolean => value === 0n

/** 127.0.0.0/8, or ::1. */
export const isLoopback = (family: Packet['family'], value: bigint): boolean =>
  family === 'ipv6' ? value === 1n : inPrefix(value, 127n, 32, 8)

/** fe80::/10. */
export const isLinkLocal6 = (value: bigint): boolean => inPrefix(value, 0x3fan, 128, 10)

/** fec0::/10, deprecated by RFC 3879. */
export const isSiteLocal6 = (value: bigint): boolean => inPrefix(value, 0x3fbn, 128, 10)

/** ::ffff:0:0/96: an IPv4 address in disguise. */
export const isMapped6 = (value: bigint): boolean => inPrefix(value, 0xffffn, 128, 96)

/** The scope that a multicast address of IPv6 states (RFC 4291, 2.7). */
export const multicastScope6 = (value: bigint): bigint => (value >> 112n) & 0xfn

/** How the packet is addressed, as far as its address alone tells. */
export const destinationKind = (packet: Packet): 'unicast' | 'broadcast' | 'multicast' => {
  if (packet.family === 'arp') return 'broadcast'
  if (isMulticast(packet.family, packet.destination)) return 'multicast'
  return packet.family === 'ipv4' && isLimitedBroadcast(packet.destination)
    ? 'broadcast'
    : 'unicast'
}
