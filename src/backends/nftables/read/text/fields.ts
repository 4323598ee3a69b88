/** Header fields and keys with their datatypes. Sources: nftables, src/proto.c, exthdr.c, tcpopt.c, ipopt.c, sctp_chunk.c, meta.c, ct.c. */
import type { Datatype } from './datatypes.ts'
import { anyAddress, datatype, integer, relativeTime } from './datatypes.ts'

/** By a name of a datatype, or by the bits of a plain integer. */
type Types = Readonly<Record<string, string | number>>

const ports = { sport: 'inet_service', dport: 'inet_service' }
const addresses4 = { saddr: 'ipv4_addr', daddr: 'ipv4_addr' }
const addresses6 = { saddr: 'ipv6_addr', daddr: 'ipv6_addr' }

const payload: Readonly<Record<string, Types>> = {
  ether: { saddr: 'ether_addr', daddr: 'ether_addr', type: 'ether_type' },
  vlan: { id: 12, cfi: 1, dei: 1, pcp: 3, type: 'ether_type' },
  arp: {
    htype: 'iface_type',
    ptype: 'ether_type',
    hlen: 8,
    plen: 8,
    operation: 'arp_op',
    'saddr ether': 'ether_addr',
    'daddr ether': 'ether_addr',
    'saddr ip': 'ipv4_addr',
    'daddr ip': 'ipv4_addr',
  },
  ip: {
    ...{ version: 4, hdrlength: 4, dscp: 'dscp', ecn: 'ecn', length: 16, id: 16, 'frag-off': 16 },
    ...{ ttl: 8, protocol: 'inet_proto', checksum: 16, ...addresses4 },
  },
  icmp: {
    ...{ type: 'icmp_type', code: 'icmp_code', checksum: 16, id: 16, sequence: 16 },
    ...{ gateway: 32, mtu: 16 },
  },
  igmp: { type: 'igmp_type', mrt: 8, checksum: 16, group: 'ipv4_addr' },
  ip6: {
    ...{ version: 4, dscp: 'dscp', ecn: 'ecn', flowlabel: 20, length: 16 },
    ...{ nexthdr: 'inet_proto', hoplimit: 8, ...addresses6 },
  },
  icmpv6: {
    ...{ type: 'icmpv6_type', code: 'icmpv6_code', checksum: 16, 'parameter-problem': 32 },
    ...{ mtu: 32, id: 16, sequence: 16, 'max-delay': 16, taddr: 'ipv6_addr', daddr: 'ipv6_addr' },
  },
  ah: { nexthdr: 'inet_proto', hdrlength: 8, reserved: 16, spi: 32, sequence: 32 },
  esp: { spi: 32, sequence: 32 },
  comp: { nexthdr: 'inet_proto', flags: 8, cpi: 16 },
  udp: { ...ports, length: 16, checksum: 16 },
  udplite: { ...ports, csumcov: 16, checksum: 16 },
  tcp: {
    ...{ ...ports, sequence: 32, ackseq: 32, doff: 4, reserved: 4, flags: 'tcp_flag' },
    ...{ window: 16, checksum: 16, urgptr: 16 },
  },
  dccp: { ...ports, type: 'dccp_pkttype' },
  sctp: { ...ports, vtag: 32, checksum: 32 },
  th: ports,
  vxlan: { vni: 24, flags: 8 },
  geneve: { vni: 24, type: 'ether_type' },
  gre: { version: 3, flags: 5, protocol: 'ether_type' },
}

const headerLength = { nexthdr: 'inet_proto', hdrlength: 8 }
const extensionHeader: Readonly<Record<string, Types>> = {
  hbh: headerLength,
  dst: headerLength,
  rt: { ...headerLength, type: 8, 'seg-left': 8 },
  rt0: { addr: 'ipv6_addr' },
  rt2: { addr: 'ipv6_addr' },
  srh: { 'last-entry': 8, flags: 8, tag: 16, sid: 'ipv6_addr' },
  frag: {
    ...{ nexthdr: 'inet_proto', reserved: 8, 'frag-off': 13, reserved2: 2 },
    ...{ 'more-fragments': 1, id: 32 },
  },
  mh: { ...headerLength, type: 'mh_type', reserved: 8, checksum: 16 },
}

const common = { kind: 8, length: 8 }
const sack = { ...common, left: 32, right: 32 }
const tcpOption: Readonly<Record<string, Types>> = {
  eol: common,
  nop: common,
  maxseg: { ...common, size: 16 },
  window: { ...common, count: 8 },
  'sack-perm': common,
  sack,
  sack0: sack,
  sack1: sack,
  sack2: sack,
  sack3: sack,
  timestamp: { ...common, tsval: 32, tsecr: 32 },
  echo: common,
  fastopen: common,
  md5sig: common,
  mptcp: { ...common, subtype: 'mptcpopt_subtype' },
}

const route = { type: 8, length: 8, ptr: 8, addr: 'ipv4_addr' }
const ipOption: Readonly<Record<string, Types>> = {
  lsrr: route,
  rr: route,
  ssrr: route,
  ra: { type: 8, length: 8, value: 16 },
}

const chunk = { type: 8, flags: 8, length: 16 }
const initiation = {
  ...{ ...chunk, 'init-tag': 32, 'a-rwnd': 32, 'num-outbound-streams': 16 },
  ...{ 'num-inbound-streams': 16, 'initial-tsn': 32 },
}
const sctpChunk: Readonly<Record<string, Types>> = {
  data: { ...chunk, tsn: 32, stream: 16, ssn: 16, ppid: 32 },
  init: initiation,
  'init-ack': initiation,
  sack: {
    ...{ ...chunk, 'cum-tsn-ack': 32, 'a-rwnd': 32, 'num-gap-ack-blocks': 16 },
    ...{ 'num-dup-tsns': 16 },
  },
  heartbeat: chunk,
  'heartbeat-ack': chunk,
  abort: chunk,
  shutdown: { ...chunk, 'cum-tsn-ack': 32 },
  'shutdown-ack': chunk,
  error: chunk,
  'cookie-echo': chunk,
  'cookie-ack': chunk,
  ecne: { ...chunk, 'lowest-tsn': 32 },
  cwr: { ...chunk, 'lowest-tsn': 32 },
  'shutdown-complete': chunk,
  'asconf-ack': { ...chunk, seqno: 32 },
  'forward-tsn': { ...chunk, 'new-cum-tsn': 32 },
  asconf: { ...chunk, seqno: 32 },
}

const meta: Types = {
  ...{ length: 32, protocol: 'ether_type', nfproto: 'nf_proto', l4proto: 'inet_proto' },
  ...{ priority: 'classid', mark: 'mark', iif: 'iface_index', iifname: 'ifname' },
  ...{ iiftype: 'iface_type', oif: 'iface_index', oifname: 'ifname', oiftype: 'iface_type' },
  ...{ skuid: 'uid', skgid: 'gid', nftrace: 1, rtclassid: 'realm', ibrname: 'ifname' },
  ...{ obrname: 'ifname', pkttype: 'pkt_type', cpu: 32, iifgroup: 'devgroup' },
  ...{ oifgroup: 'devgroup', cgroup: 32, random: 32, ipsec: 'boolean', iifkind: 'ifname' },
  ...{ oifkind: 'ifname', ibrpvid: 16, ibrvproto: 'ether_type', time: 'time', day: 'day' },
  ...{ hour: 'hour', secmark: 32, sdif: 'iface_index', sdifname: 'ifname', broute: 1 },
  ...{ ibrhwaddr: 'ether_addr' },
}

const connection: Types = {
  ...{ state: 'ct_state', direction: 'ct_dir', status: 'ct_status', mark: 'mark' },
  ...{ expiration: 'relative', helper: 'string', l3proto: 'nf_proto', protocol: 'inet_proto' },
  ...{ saddr: 'address', daddr: 'address', 'proto-src': 'inet_service' },
  ...{ 'proto-dst': 'inet_service', label: 'ct_label', bytes: 64, packets: 64, avgpkt: 64 },
  ...{ zone: 16, event: 'ct_event', secmark: 32, id: 32 },
  ...{ 'ip saddr': 'ipv4_addr', 'ip daddr': 'ipv4_addr' },
  ...{ 'ip6 saddr': 'ipv6_addr', 'ip6 daddr': 'ipv6_addr' },
}

function lookUp(types: Types | undefined, name: string): Datatype | undefined {
  const type = types !== undefined && Object.hasOwn(types, name) ? types[name] : undefined
  if (type === undefined) return undefined
  if (typeof type === 'number') return integer(type)
  if (type === 'relative') return relativeTime
  return type === 'address' ? anyAddress : datatype(type)
}

function own(table: Readonly<Record<string, Types>>, name: string): Types | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

export const payloadType = (protocol: string, field: string) =>
  lookUp(own(payload, protocol), field)
export const isProtocol = (name: string) => Object.hasOwn(payload, name)
export const extensionType = (header: string, field: string) =>
  lookUp(own(extensionHeader, header), field)
export const isExtension = (name: string) => Object.hasOwn(extensionHeader, name)
export const tcpOptionType = (option: string, field: string) =>
  lookUp(own(tcpOption, option), field)
export const isTcpOption = (name: string) => Object.hasOwn(tcpOption, name)
export const ipOptionType = (option: string, field: string) => lookUp(own(ipOption, option), field)
export const isIpOption = (name: string) => Object.hasOwn(ipOption, name)
export const sctpChunkType = (name: string, field: string) => lookUp(own(sctpChunk, name), field)
export const isSctpChunk = (name: string) => Object.hasOwn(sctpChunk, name)
export const metaType = (key: string) => lookUp(meta, key)
export const connectionType = (key: string) => lookUp(connection, key)
