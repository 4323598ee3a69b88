/** Address families of tables. */
export const families = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'] as const
export type Family = (typeof families)[number]

export const tableFlags = ['dormant', 'owner', 'persist'] as const
export type TableFlag = (typeof tableFlags)[number]

export const chainTypes = ['filter', 'nat', 'route'] as const
export type ChainType = (typeof chainTypes)[number]

export const hooks = [
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'ingress',
  'egress',
] as const
export type Hook = (typeof hooks)[number]

export const chainPolicies = ['accept', 'drop'] as const
export type ChainPolicy = (typeof chainPolicies)[number]

export const setFlags = ['constant', 'interval', 'timeout', 'dynamic'] as const
export type SetFlag = (typeof setFlags)[number]

export const setPolicies = ['performance', 'memory'] as const
export type SetPolicy = (typeof setPolicies)[number]

/** Kinds of object that a map can yield instead of a value. */
export const mapObjectKinds = [
  'counter',
  'quota',
  'limit',
  'secmark',
  'synproxy',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'tunnel',
] as const
export type MapObjectKind = (typeof mapObjectKinds)[number]

/** Data types that a set or map can be declared with (those of fixed size). Source: nftables, src/datatype.c. */
export const dataTypes = [
  'nf_proto',
  'ipv4_addr',
  'ipv6_addr',
  'ether_addr',
  'ether_type',
  'inet_proto',
  'inet_service',
  'mark',
  'icmp_type',
  'icmp_code',
  'icmpv6_type',
  'icmpv6_code',
  'icmpx_code',
  'igmp_type',
  'arp_op',
  'dscp',
  'ecn',
  'tcp_flag',
  'dccp_pkttype',
  'mh_type',
  'time',
  'day',
  'hour',
  'boolean',
  'realm',
  'classid',
  'uid',
  'gid',
  'cgroupsv2',
  'iface_index',
  'iface_type',
  'ifname',
  'devgroup',
  'pkt_type',
  'fib_addrtype',
  'ct_state',
  'ct_dir',
  'ct_status',
  'ct_event',
  'ct_label',
] as const
export type DataType = (typeof dataTypes)[number]
