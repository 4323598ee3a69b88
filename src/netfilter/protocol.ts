/** IANA protocol numbers that are of any consequence here. */
export const protocols = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
} as const

/** RFC 9293, section 3.1. */
export const tcpBit = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ece: 64,
  cwr: 128,
} as const

/** Protocols whose header begins with two ports that NAT may change (nf_nat_proto.c). */
export const hasPorts = (protocol: number): boolean =>
  protocol === protocols.tcp ||
  protocol === protocols.udp ||
  protocol === protocols.sctp ||
  protocol === protocols.udplite

/** The control protocol of the family: ICMP in IPv4, ICMPv6 in IPv6. */
export const icmpOf = (family: 'ipv4' | 'ipv6'): number =>
  family === 'ipv4' ? protocols.icmp : protocols.icmpv6

/** Types that complain about another packet (`icmp_is_err`; of ICMPv6, those below 128: RFC 4443, 2.1). */
export const isIcmpError = (family: 'ipv4' | 'ipv6', type: number): boolean =>
  family === 'ipv4' ? [3, 4, 5, 11, 12].includes(type) : type < 128
