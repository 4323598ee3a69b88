import type { Family } from '../../net/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, FALSE } from '../diagram/index.ts'
import type { Space } from './space.ts'
import { has, hasAny } from './space.ts'

/** How a packet stands to conntrack: numbers of the block `ct kind`, in the order of `ctStateBits`. */
export const ctKind = { invalid: 0, new: 1, established: 2, related: 3, untracked: 4 } as const

/** The bit that `ct state` shows for each kind (include/uapi/linux/netfilter/nf_conntrack_common.h). */
export const ctStateBits: readonly bigint[] = [1n, 8n, 2n, 4n, 64n]

/** Bits of `ct status`. */
export const ctStatusBit = {
  ...{ expected: 0, seenReply: 1, confirmed: 3, snat: 4, dnat: 5 },
  /** NAT has had its say about that end, were it only to leave it as it is. */
  ...{ sourceSettled: 7, destinationSettled: 8 },
} as const

/** What an address is to the routing table: numbers of the blocks of types. */
export const addressType = { unicast: 0, local: 1, broadcast: 2, multicast: 3, none: 4 } as const

/** RTN_* for each type; whatever is neither of the first four counts as one. */
export const routeTypes: readonly (readonly [first: bigint, last: bigint])[] = [
  [1n, 1n],
  [2n, 2n],
  [3n, 3n],
  [5n, 5n],
  [6n, 0xffff_ffffn],
]

/** Who sends a packet that leaves the gateway: numbers of the block `sender`. */
export const sender = {
  /** Entered by an interface. */
  wire: 0,
  /** The gateway's own programs, and what the kernel retransmits for them. */
  own: 1,
  /** An ICMP error, or a reset, that the kernel makes in answer to a packet. */
  kernel: 2,
  /** A local socket's answer to a packet that was delivered to it. */
  answer: 3,
} as const

/** Packets that conntrack has an entry for. */
export const hasEntry = (space: Space): Diagram =>
  hasAny(space, 'ct kind', [ctKind.new, ctKind.established, ctKind.related])

export const isIpv4 = (space: Space): boolean => space.family === 'ipv4'

/** TCP, UDP, DCCP, SCTP and UDP-Lite: protocols that conntrack and NAT know ports of. */
export const portedProtocols: readonly number[] = [6, 17, 33, 132, 136]

/** ICMP of the space's family. */
export const icmpProtocol = (space: Space): number => (isIpv4(space) ? 1 : 58)

/** Neighbour discovery and multicast listeners, which conntrack leaves alone (nf_conntrack_proto_icmpv6.c). */
export const untrackedKinds = (space: Space): Diagram =>
  isIpv4(space)
    ? FALSE
    : and(
        space.arena,
        has(space, 'l4proto', 58),
        hasAny(space, 'icmp type', [130, 131, 132, 133, 134, 135, 136, 137, 143]),
      )

/** Operations of ARP (RFC 826). */
export const arpOperation = { request: 1, reply: 2 } as const

/** The space's family as addresses have it. */
export const netFamily = (space: Space): Family => (space.family === 'ipv6' ? 'ip6' : 'ip4')
