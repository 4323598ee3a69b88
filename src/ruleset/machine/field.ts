/**
 * What rules can look at, under nft's own names.
 *
 * `bits`: the width of a number. `value`: how people write it.
 * `needs`: the header without which the packet has no such field, and any test of it fails.
 * `source`: who decides the value.
 * - `packet`: the sender, header for header.
 * - `interface`: where the packet enters and leaves. A name is empty, and does not fail, where there is no interface.
 * - `mark`: rules before this one.
 * - `conntrack`: the kernel's table of connections. All but the state fail for a packet without an entry.
 * - `routing`: addresses and routes.
 * - `socket`: who sends it here; fails for packets without a socket.
 */
export const machineFields = {
  'meta iifname': { bits: 128, value: 'name', needs: null, source: 'interface' },
  'meta oifname': { bits: 128, value: 'name', needs: null, source: 'interface' },
  /**
   * By index, bound when the rule is loaded; written as the name it then had. Where there is no interface the index is
   * 0 and the name empty: it does not fail.
   */
  'meta iif': { bits: 128, value: 'name', needs: null, source: 'interface' },
  'meta oif': { bits: 128, value: 'name', needs: null, source: 'interface' },
  'meta iifgroup': { bits: 32, value: 'number', needs: null, source: 'interface' },
  'meta oifgroup': { bits: 32, value: 'number', needs: null, source: 'interface' },
  'meta mark': { bits: 32, value: 'number', needs: null, source: 'mark' },
  'meta skuid': { bits: 32, value: 'number', needs: null, source: 'socket' },
  'meta skgid': { bits: 32, value: 'number', needs: null, source: 'socket' },
  /**
   * 1 where the packet has a socket with an owner, else 0; it never fails. `! --uid-owner` of x_tables holds for packets
   * without a socket, where `skuid !=` of nft does not (owner_mt of net/netfilter/xt_owner.c).
   */
  'socket exists': { bits: 8, value: 'number', needs: null, source: 'socket' },
  /** NFPROTO_*: 2 for IPv4, 10 for IPv6. */
  'meta nfproto': { bits: 8, value: 'number', needs: null, source: 'packet' },
  /** The last of the headers that is no extension of IPv6; also of a fragment, which then may lack that header. */
  'meta l4proto': { bits: 8, value: 'number', needs: null, source: 'packet' },
  'meta pkttype': { bits: 8, value: 'number', needs: null, source: 'packet' },
  'meta length': { bits: 32, value: 'number', needs: null, source: 'packet' },
  'ether saddr': { bits: 48, value: 'number', needs: 'ether', source: 'packet' },
  'ether daddr': { bits: 48, value: 'number', needs: 'ether', source: 'packet' },
  'ip version': { bits: 4, value: 'number', needs: 'ip', source: 'packet' },
  'ip hdrlength': { bits: 4, value: 'number', needs: 'ip', source: 'packet' },
  /** Of the byte of service type, the upper six bits. */
  'ip dscp': { bits: 6, value: 'number', needs: 'ip', source: 'packet' },
  'ip ecn': { bits: 2, value: 'number', needs: 'ip', source: 'packet' },
  'ip length': { bits: 16, value: 'number', needs: 'ip', source: 'packet' },
  'ip id': { bits: 16, value: 'number', needs: 'ip', source: 'packet' },
  /** Three flags (reserved, don't fragment, more fragments) and the offset in units of eight bytes. */
  'ip frag-off': { bits: 16, value: 'number', needs: 'ip', source: 'packet' },
  'ip ttl': { bits: 8, value: 'number', needs: 'ip', source: 'packet' },
  'ip protocol': { bits: 8, value: 'number', needs: 'ip', source: 'packet' },
  'ip checksum': { bits: 16, value: 'number', needs: 'ip', source: 'packet' },
  'ip saddr': { bits: 32, value: 'address', needs: 'ip', source: 'packet' },
  'ip daddr': { bits: 32, value: 'address', needs: 'ip', source: 'packet' },
  'ip6 version': { bits: 4, value: 'number', needs: 'ip6', source: 'packet' },
  'ip6 dscp': { bits: 6, value: 'number', needs: 'ip6', source: 'packet' },
  'ip6 ecn': { bits: 2, value: 'number', needs: 'ip6', source: 'packet' },
  'ip6 flowlabel': { bits: 20, value: 'number', needs: 'ip6', source: 'packet' },
  'ip6 length': { bits: 16, value: 'number', needs: 'ip6', source: 'packet' },
  /** The first header after the fixed one, which an extension header hides the protocol behind. */
  'ip6 nexthdr': { bits: 8, value: 'number', needs: 'ip6', source: 'packet' },
  'ip6 hoplimit': { bits: 8, value: 'number', needs: 'ip6', source: 'packet' },
  'ip6 saddr': { bits: 128, value: 'address', needs: 'ip6', source: 'packet' },
  'ip6 daddr': { bits: 128, value: 'address', needs: 'ip6', source: 'packet' },
  /** Whether there is such an extension header: 1 or 0, never absent in IPv6. */
  'exthdr frag': { bits: 8, value: 'number', needs: 'ip6', source: 'packet' },
  'exthdr hbh': { bits: 8, value: 'number', needs: 'ip6', source: 'packet' },
  'exthdr dst': { bits: 8, value: 'number', needs: 'ip6', source: 'packet' },
  'exthdr rt': { bits: 8, value: 'number', needs: 'ip6', source: 'packet' },
  'tcp sport': { bits: 16, value: 'number', needs: 'tcp', source: 'packet' },
  'tcp dport': { bits: 16, value: 'number', needs: 'tcp', source: 'packet' },
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128. */
  'tcp flags': { bits: 8, value: 'number', needs: 'tcp', source: 'packet' },
  'tcp sequence': { bits: 32, value: 'number', needs: 'tcp', source: 'packet' },
  'tcp ackseq': { bits: 32, value: 'number', needs: 'tcp', source: 'packet' },
  'tcp window': { bits: 16, value: 'number', needs: 'tcp', source: 'packet' },
  'tcp doff': { bits: 4, value: 'number', needs: 'tcp', source: 'packet' },
  'udp sport': { bits: 16, value: 'number', needs: 'udp', source: 'packet' },
  'udp dport': { bits: 16, value: 'number', needs: 'udp', source: 'packet' },
  'udp length': { bits: 16, value: 'number', needs: 'udp', source: 'packet' },
  /** The first and second 16 bits behind the network header, of whatever protocol: ports, where it has any. */
  'th sport': { bits: 16, value: 'number', needs: 'transport', source: 'packet' },
  'th dport': { bits: 16, value: 'number', needs: 'transport', source: 'packet' },
  'icmp type': { bits: 8, value: 'number', needs: 'icmp', source: 'packet' },
  'icmp code': { bits: 8, value: 'number', needs: 'icmp', source: 'packet' },
  'icmpv6 type': { bits: 8, value: 'number', needs: 'icmpv6', source: 'packet' },
  'icmpv6 code': { bits: 8, value: 'number', needs: 'icmpv6', source: 'packet' },
  'arp operation': { bits: 16, value: 'number', needs: 'arp', source: 'packet' },
  'arp saddr ip': { bits: 32, value: 'address', needs: 'arp', source: 'packet' },
  'arp daddr ip': { bits: 32, value: 'address', needs: 'arp', source: 'packet' },
  'arp saddr ether': { bits: 48, value: 'number', needs: 'arp', source: 'packet' },
  'arp daddr ether': { bits: 48, value: 'number', needs: 'arp', source: 'packet' },
  /** A bit a state (`ctState`); a packet without an entry is INVALID, and so is every packet before -200. */
  'ct state': { bits: 32, value: 'number', needs: null, source: 'conntrack' },
  'ct direction': { bits: 8, value: 'number', needs: null, source: 'conntrack' },
  /** IPS_* bits: expected 1, seen-reply 2, assured 4, confirmed 8, snat 16, dnat 32, dying 512. */
  'ct status': { bits: 32, value: 'number', needs: null, source: 'conntrack' },
  'ct mark': { bits: 32, value: 'number', needs: null, source: 'conntrack' },
  'ct l3proto': { bits: 8, value: 'number', needs: null, source: 'conntrack' },
  'ct protocol': { bits: 8, value: 'number', needs: null, source: 'conntrack' },
  'ct original ip saddr': { bits: 32, value: 'address', needs: null, source: 'conntrack' },
  'ct original ip daddr': { bits: 32, value: 'address', needs: null, source: 'conntrack' },
  'ct original ip6 saddr': { bits: 128, value: 'address', needs: null, source: 'conntrack' },
  'ct original ip6 daddr': { bits: 128, value: 'address', needs: null, source: 'conntrack' },
  'ct original proto-src': { bits: 16, value: 'number', needs: null, source: 'conntrack' },
  'ct original proto-dst': { bits: 16, value: 'number', needs: null, source: 'conntrack' },
  'ct reply ip saddr': { bits: 32, value: 'address', needs: null, source: 'conntrack' },
  'ct reply ip daddr': { bits: 32, value: 'address', needs: null, source: 'conntrack' },
  'ct reply ip6 saddr': { bits: 128, value: 'address', needs: null, source: 'conntrack' },
  'ct reply ip6 daddr': { bits: 128, value: 'address', needs: null, source: 'conntrack' },
  'ct reply proto-src': { bits: 16, value: 'number', needs: null, source: 'conntrack' },
  'ct reply proto-dst': { bits: 16, value: 'number', needs: null, source: 'conntrack' },
  /**
   * The index of the interface by which the route back to the source leads, the incoming interface being asked for:
   * 0 where there is none. Only whether it is 0 is known here: any other number counts as 1. 0.0.0.0 to a broadcast
   * or local multicast counts as found.
   */
  'fib saddr . iif oif': { bits: 32, value: 'number', needs: null, source: 'routing' },
  /** The same without asking for the incoming interface: whether there is any route back. */
  'fib saddr oif': { bits: 32, value: 'number', needs: null, source: 'routing' },
  'fib daddr oif': { bits: 32, value: 'number', needs: null, source: 'routing' },
  /** RTN_*: unicast 1, local 2, broadcast 3, anycast 4, multicast 5, blackhole 6, unreachable 7, prohibit 8. */
  'fib saddr type': { bits: 32, value: 'number', needs: null, source: 'routing' },
  'fib saddr . iif type': { bits: 32, value: 'number', needs: null, source: 'routing' },
  'fib daddr type': { bits: 32, value: 'number', needs: null, source: 'routing' },
  'fib daddr . iif type': { bits: 32, value: 'number', needs: null, source: 'routing' },
} as const satisfies Record<string, FieldShape>

export type MachineField = keyof typeof machineFields

/** Headers, each present or not. `transport`: any header behind the network's, whole enough to have four bytes. */
export type Header =
  | 'ether'
  | 'ip'
  | 'ip6'
  | 'tcp'
  | 'udp'
  | 'icmp'
  | 'icmpv6'
  | 'arp'
  | 'transport'

export interface FieldShape {
  readonly bits: number
  readonly value: 'name' | 'number' | 'address'
  readonly needs: Header | null
  readonly source: 'packet' | 'interface' | 'mark' | 'conntrack' | 'routing' | 'socket'
}
