/**
 * Header fields that a `payload` expression can name, by protocol.
 * `l4proto` and other pseudo fields that the parser knows but that name no header of their own are left out.
 * Source: nftables, src/proto.c.
 */
export const payloadFields = {
  ah: ['nexthdr', 'hdrlength', 'reserved', 'spi', 'sequence'],
  arp: [
    'htype',
    'ptype',
    'hlen',
    'plen',
    'operation',
    'saddr ether',
    'saddr ip',
    'daddr ether',
    'daddr ip',
  ],
  comp: ['nexthdr', 'flags', 'cpi'],
  dccp: ['sport', 'dport', 'type'],
  esp: ['spi', 'sequence'],
  ether: ['daddr', 'saddr', 'type'],
  geneve: ['type', 'vni'],
  gre: ['flags', 'version', 'protocol'],
  icmp: ['type', 'code', 'checksum', 'id', 'sequence', 'gateway', 'mtu'],
  icmpv6: [
    'type',
    'code',
    'checksum',
    'parameter-problem',
    'mtu',
    'id',
    'sequence',
    'max-delay',
    'taddr',
    'daddr',
  ],
  igmp: ['type', 'mrt', 'checksum', 'group'],
  ip: [
    'version',
    'hdrlength',
    'dscp',
    'ecn',
    'length',
    'id',
    'frag-off',
    'ttl',
    'protocol',
    'checksum',
    'saddr',
    'daddr',
  ],
  ip6: ['version', 'dscp', 'ecn', 'flowlabel', 'length', 'nexthdr', 'hoplimit', 'saddr', 'daddr'],
  sctp: ['sport', 'dport', 'vtag', 'checksum'],
  tcp: [
    'sport',
    'dport',
    'sequence',
    'ackseq',
    'doff',
    'reserved',
    'flags',
    'window',
    'checksum',
    'urgptr',
  ],
  th: ['sport', 'dport'],
  udp: ['sport', 'dport', 'length', 'checksum'],
  udplite: ['sport', 'dport', 'csumcov', 'checksum'],
  vlan: ['pcp', 'dei', 'cfi', 'id', 'type'],
  vxlan: ['flags', 'vni'],
} as const

export type PayloadProtocol = keyof typeof payloadFields
export type PayloadField<P extends PayloadProtocol> = (typeof payloadFields)[P][number]

/** Encapsulations whose inner headers a `payload` expression reaches with its `tunnel` key. */
export const payloadTunnels = ['vxlan', 'geneve', 'gre', 'gretap'] as const
export type PayloadTunnel = (typeof payloadTunnels)[number]

/** Where a raw payload load counts its bits from: link, network or transport header, or the inner header. */
export const payloadBases = ['ll', 'nh', 'th', 'ih'] as const
export type PayloadBase = (typeof payloadBases)[number]
