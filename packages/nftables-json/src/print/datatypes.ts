/** The datatype of what a match reads: it says how values of the other side are written and compared. */
import { isBody, isList, wrapped } from './json.ts'

/** Datatypes, one for each part of a concatenation; undefined where it makes no difference. */
export type Datatypes = readonly (string | undefined)[]

const metaTypes: Readonly<Record<string, string>> = {
  iifname: 'ifname',
  oifname: 'ifname',
  ibrname: 'ifname',
  obrname: 'ifname',
  sdifname: 'ifname',
  iifkind: 'ifname',
  oifkind: 'ifname',
  iif: 'iface_index',
  oif: 'iface_index',
  sdif: 'iface_index',
  mark: 'mark',
  nfproto: 'nf_proto',
  l4proto: 'inet_proto',
  protocol: 'ether_type',
  ibrvproto: 'ether_type',
  pkttype: 'pkt_type',
  iiftype: 'iface_type',
  oiftype: 'iface_type',
  skuid: 'uid',
  skgid: 'gid',
  iifgroup: 'devgroup',
  oifgroup: 'devgroup',
  priority: 'classid',
  time: 'time',
  day: 'day',
  hour: 'hour',
}

const ctTypes: Readonly<Record<string, string>> = {
  state: 'ct_state',
  direction: 'ct_dir',
  status: 'ct_status',
  label: 'ct_label',
  event: 'ct_event',
  helper: 'string',
  mark: 'mark',
  expiration: 'duration',
  l3proto: 'nf_proto',
  protocol: 'inet_proto',
}

const payloadTypes: Readonly<Record<string, string>> = {
  'ip saddr': 'ipv4_addr',
  'ip daddr': 'ipv4_addr',
  'ip6 saddr': 'ipv6_addr',
  'ip6 daddr': 'ipv6_addr',
  'ip protocol': 'inet_proto',
  'ip6 nexthdr': 'inet_proto',
  'ip dscp': 'dscp',
  'ip6 dscp': 'dscp',
  'ip ecn': 'ecn',
  'ip6 ecn': 'ecn',
  'tcp flags': 'tcp_flag',
  'icmp type': 'icmp_type',
  'icmp code': 'icmp_code',
  'icmpv6 type': 'icmpv6_type',
  'icmpv6 code': 'icmpv6_code',
  'igmp type': 'igmp_type',
  'dccp type': 'dccp_pkttype',
  'arp operation': 'arp_op',
  'arp htype': 'iface_type',
  'arp ptype': 'ether_type',
  'arp saddr ip': 'ipv4_addr',
  'arp daddr ip': 'ipv4_addr',
  'ether type': 'ether_type',
  'vlan type': 'ether_type',
  'ah nexthdr': 'inet_proto',
  'comp nexthdr': 'inet_proto',
  'gre protocol': 'ether_type',
}

const fibTypes: Readonly<Record<string, string>> = {
  type: 'fib_addrtype',
  oif: 'iface_index',
  oifname: 'ifname',
}

/** Datatypes that are bit masks: there `==` is exact equality, and no operator (JSON: `in`) a test of any bit. */
export const bitmaskTypes: ReadonlySet<string> = new Set([
  'ct_state',
  'ct_status',
  'ct_label',
  'ct_event',
  'tcp_flag',
])

function typeOf(node: unknown): string | undefined {
  const [key, value] = wrapped(node) ?? []
  if (key === undefined) return undefined
  if (isList(value)) return typeOf(value[0])
  if (!isBody(value)) return undefined
  const name = String(value['key'] ?? value['result'])
  switch (key) {
    case 'meta':
      return metaTypes[name]
    case 'ct':
      return ctTypes[name]
    case 'fib':
      return fibTypes[name]
    case 'osf':
      return 'string'
    case 'payload':
      return payloadTypes[`${value['protocol']} ${value['field']}`]
    case 'tcp option':
    case 'sctp chunk':
      return value['field'] === undefined ? 'boolean' : undefined
    case 'exthdr':
      if (value['field'] === undefined) return 'boolean'
      if (value['field'] === 'nexthdr') return 'inet_proto'
      return value['name'] === 'mh' && value['field'] === 'type' ? 'mh_type' : undefined
    default:
      return undefined
  }
}

/** The datatypes of the left side of a match, or of the key of a map. */
export function datatypesOf(node: unknown): Datatypes {
  const [key, value] = wrapped(node) ?? []
  if (key === 'concat' && isList(value)) return value.map(typeOf)
  if (key === 'elem' && isBody(value)) return datatypesOf(value['val'])
  return [typeOf(node)]
}

/** The datatypes of a named set's `type` or a map's `map`: a name, names, or `{ "typeof": expression }`. */
export function declaredDatatypes(type: unknown): Datatypes {
  if (typeof type === 'string') return type.split(' . ')
  if (isList(type)) return type.map((part) => (typeof part === 'string' ? part : undefined))
  const [key, value] = wrapped(type) ?? []
  return key === 'typeof' ? datatypesOf(value) : [undefined]
}
