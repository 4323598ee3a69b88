import type { MachineField } from '../ruleset/index.ts'

/** One packet, header for header, as it stands at one moment of its way. */
export interface Packet {
  readonly family: PacketFamily
  /** The interface by which it enters; null: the gateway itself sends it. */
  readonly enters: string | null
  /** IPPROTO_*: of IPv6, the last header that is no extension. 0 for ARP. */
  readonly protocol: number
  /** 32 or 128 bits. Of ARP: the addresses in its body, sender's and target's. */
  readonly source: bigint
  readonly destination: bigint
  /**
   * The first and second 16 bits behind the network's headers: ports, where the protocol has any. Null: the packet
   * ends before them, or they are no matter. Of a later fragment: whatever the sender put there.
   */
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  readonly icmp: IcmpHeader | null
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128. Null: no whole TCP header is there. */
  readonly tcpFlags: number | null
  readonly fragment: Fragment
  /** IPv4 options, which make the header longer. */
  readonly hasOptions: boolean
  /** Extension headers of IPv6; `frag` is here iff it is a fragment or an atomic one. */
  readonly extensions: readonly Extension[]
  readonly ttl: number
  /** How it comes by its link; left out: behind a header of Ethernet. */
  readonly link?: UnusualLink
  /** Whoever owns the socket that sends it; null: no socket, as for what enters and for orphans' retransmissions. */
  readonly socket: SocketOwner | null
  /** The mark that it bears from the start: SO_MARK, or 0. */
  readonly mark: number
  /**
   * `invalid`: conntrack refuses it for what is not modelled here (a bad checksum, a segment outside the window).
   * `untracked`: it comes with that mark, as what looped back after a notrack does.
   */
  readonly tracking: 'ordinary' | 'invalid' | 'untracked'
  /** Fields that the rest does not say, each over what would follow from the rest. */
  readonly other: Readonly<Partial<Record<MachineField, bigint>>>
}

/**
 * `tagged`: behind two headers of 802.1Q that name no VLAN. The kernel takes the second one away only after ingress,
 * where no rule sees what stands behind it, and goes on with the packet as with any other (`check_vlan_id` in
 * `__netif_receive_skb_core`, net/core/dev.c). `bare`: without a header of the link, as by a tunnel.
 */
export type UnusualLink = 'tagged' | 'bare'

export type PacketFamily = 'ipv4' | 'ipv6' | 'arp'

export interface IcmpHeader {
  readonly type: number
  readonly code: number
  /** Of requests and their answers. */
  readonly id: number
  /** Of errors: the packet that they complain about, as far as it is quoted; null where nothing is. */
  readonly quoted: Quoted | null
}

/** What an ICMP error quotes, as it stood on the wire where the error arose. */
export interface Quoted {
  readonly protocol: number
  readonly source: bigint
  readonly destination: bigint
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  /** Of a quoted ICMP request or answer. */
  readonly icmp: { readonly type: number; readonly code: number; readonly id: number } | null
}

/** `offset` in units of eight bytes: 0 iff `first` or `none`. */
export interface Fragment {
  readonly kind: 'none' | 'first' | 'later'
  readonly offset: number
}

export type Extension = 'hbh' | 'dst' | 'rt' | 'frag'

export interface SocketOwner {
  readonly uid: number
  readonly gid: number
}
