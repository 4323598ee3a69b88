/**
 * What a rule can look at, under nft's own names, with the width of the value in bits.
 *
 * A field that a packet doesn't have breaks the rule: it doesn't match, negated or not
 * (`NFT_BREAK`, net/netfilter/nf_tables_core.c). So `ip saddr` implies IPv4 and `udp dport` implies UDP.
 * The exceptions are names of interfaces: where there is no interface, the name is empty and the rule goes on.
 */
export const fields = {
  'meta iifname': { bits: 128, value: 'name' },
  'meta oifname': { bits: 128, value: 'name' },
  'meta iifgroup': { bits: 32, value: 'number' },
  'meta oifgroup': { bits: 32, value: 'number' },
  'meta nfproto': { bits: 8, value: 'number' },
  'meta l4proto': { bits: 8, value: 'number' },
  'meta mark': { bits: 32, value: 'number' },
  /** The uid of the socket that sends; packets without a socket have none, and no test of it matches them. */
  'meta skuid': { bits: 32, value: 'number' },
  'ip hdrlength': { bits: 4, value: 'number' },
  'ip frag-off': { bits: 16, value: 'number' },
  'ip saddr': { bits: 32, value: 'address' },
  'ip daddr': { bits: 32, value: 'address' },
  'ip6 saddr': { bits: 128, value: 'address' },
  'ip6 daddr': { bits: 128, value: 'address' },
  'ip6 hoplimit': { bits: 8, value: 'number' },
  'tcp sport': { bits: 16, value: 'number' },
  'tcp dport': { bits: 16, value: 'number' },
  'tcp flags': { bits: 8, value: 'number' },
  'udp sport': { bits: 16, value: 'number' },
  'udp dport': { bits: 16, value: 'number' },
  /** With its header of 8 bytes; what the datagram says of itself, which decides how much of it a socket gets. */
  'udp length': { bits: 16, value: 'number' },
  'icmp type': { bits: 8, value: 'number' },
  'icmpv6 type': { bits: 8, value: 'number' },
  'arp operation': { bits: 16, value: 'number' },
  'arp saddr ip': { bits: 32, value: 'address' },
  'arp daddr ip': { bits: 32, value: 'address' },
  /** A bit a state: see `ctState`. Before conntrack's hook (-200) every packet is INVALID. */
  'ct state': { bits: 32, value: 'number' },
  'ct status': { bits: 32, value: 'number' },
  'ct direction': { bits: 8, value: 'number' },
  /**
   * The index of the interface by which the route back to the source leads, asked with the incoming interface
   * as a constraint: 0 where there is none. 0.0.0.0 to a broadcast or local multicast counts as found.
   */
  'fib saddr . iif oif': { bits: 32, value: 'number' },
  /** What kind of address the source is to the routing table: see `routeType`. */
  'fib saddr type': { bits: 32, value: 'number' },
} as const satisfies Record<string, { bits: number; value: 'name' | 'number' | 'address' }>

export type Field = keyof typeof fields
