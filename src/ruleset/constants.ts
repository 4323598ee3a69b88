/** Numbers of the kernel and of the protocols, each with its source. */

/** include/uapi/linux/netfilter/nf_conntrack_common.h, as nft spells them: bits of `ct state`. */
export const ctState = {
  invalid: 1n,
  established: 2n,
  related: 4n,
  new: 8n,
  untracked: 64n,
} as const

/** `IPS_*` of the same header: bits of `ct status`. */
export const ctStatus = { snat: 16n, dnat: 32n } as const

/** `enum ip_conntrack_dir`. */
export const ctDirection = { original: 0n, reply: 1n } as const

/** `NFPROTO_*`, include/uapi/linux/netfilter.h. */
export const nfproto = { ipv4: 2n, ipv6: 10n } as const

/** IANA protocol numbers. */
export const protocol = { icmp: 1n, tcp: 6n, udp: 17n, icmpv6: 58n } as const

/** `RTN_*`, include/uapi/linux/rtnetlink.h. Multicast, broadcast and local addresses have types of their own. */
export const routeType = { unicast: 1n } as const

/** RFC 9293, section 3.1. */
export const tcpFlag = { fin: 1n, syn: 2n, rst: 4n, ack: 16n } as const

/** RFC 792 and RFC 1812: the messages that answer a packet; never sent in answer to one another. */
export const icmpError = {
  destinationUnreachable: 3n,
  sourceQuench: 4n,
  redirect: 5n,
  timeExceeded: 11n,
  parameterProblem: 12n,
} as const

/** RFC 4443, section 2.1: the errors there are; the kernel sends no other. */
export const icmpv6Error = {
  destinationUnreachable: 1n,
  packetTooBig: 2n,
  timeExceeded: 3n,
  parameterProblem: 4n,
} as const

/** RFC 4861, and MLDv2 reports (RFC 3810), which switches want to see. */
export const neighbourDiscovery = {
  routerSolicitation: 133n,
  routerAdvertisement: 134n,
  neighbourSolicitation: 135n,
  neighbourAdvertisement: 136n,
  listenerReport: 143n,
} as const

/** RFC 826. */
export const arpOperation = { request: 1n, reply: 2n } as const

/** RFC 791: the header length field of a header without options, in 32-bit words. */
export const plainHeaderWords = 5n

/** RFC 791: more-fragments and the offset, of the 16 bits that hold flags and offset. */
export const fragmentBits = 0x3fffn
