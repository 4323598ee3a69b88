/**
 * Symbols that nft itself knows, by data type: none of them is looked up in a file or by the network.
 * Sources: nftables, src/datatype.c, src/proto.c, src/meta.c, src/ct.c, src/fib.c.
 */
import { ctDirections, ctEvents, ctStates, ctStatuses, tcpFlags } from './conntrack.ts'
import type { DataType } from './objects.ts'
import { rejectCodes } from './statements.ts'

/**
 * Transport protocols by name. nft asks /etc/protocols for them, so only those that every such file has are taken.
 */
export const protocolNames = [
  'icmp',
  'igmp',
  'tcp',
  'udp',
  'udplite',
  'dccp',
  'gre',
  'esp',
  'ah',
  'comp',
  'sctp',
  'ipv6',
  'ipv6-icmp',
  'icmpv6',
] as const

const icmpTypes = [
  'echo-reply',
  'destination-unreachable',
  'source-quench',
  'redirect',
  'echo-request',
  'router-advertisement',
  'router-solicitation',
  'time-exceeded',
  'parameter-problem',
  'timestamp-request',
  'timestamp-reply',
  'info-request',
  'info-reply',
  'address-mask-request',
  'address-mask-reply',
] as const

const icmpv6Types = [
  'destination-unreachable',
  'packet-too-big',
  'time-exceeded',
  'parameter-problem',
  'echo-request',
  'echo-reply',
  'mld-listener-query',
  'mld-listener-report',
  'mld-listener-done',
  'mld-listener-reduction',
  'nd-router-solicit',
  'nd-router-advert',
  'nd-neighbor-solicit',
  'nd-neighbor-advert',
  'nd-redirect',
  'router-renumbering',
  'ind-neighbor-solicit',
  'ind-neighbor-advert',
  'mld2-listener-report',
] as const

const mobilityTypes = [
  'binding-refresh-request',
  'home-test-init',
  'careof-test-init',
  'home-test',
  'careof-test',
  'binding-update',
  'binding-acknowledgement',
  'binding-error',
  'fast-binding-update',
  'fast-binding-acknowledgement',
  'fast-binding-advertisement',
  'experimental-mobility-header',
  'home-agent-switch-message',
] as const

const dscpClasses = [
  ...(['cs0', 'cs1', 'cs2', 'cs3', 'cs4', 'cs5', 'cs6', 'cs7', 'df', 'be', 'lephb'] as const),
  ...(['af11', 'af12', 'af13', 'af21', 'af22', 'af23', 'af31', 'af32', 'af33'] as const),
  ...(['af41', 'af42', 'af43', 'va', 'ef'] as const),
] as const

const igmpTypes = [
  'membership-query',
  'membership-report-v1',
  'membership-report-v2',
  'membership-report-v3',
  'leave-group',
] as const

const dccpTypes = [
  'request',
  'response',
  'data',
  'ack',
  'dataack',
  'closereq',
  'close',
  'reset',
  'sync',
  'syncack',
] as const

const addressTypes = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
] as const

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

/** The closed symbol tables. A data type without one takes numbers or literals of its own. */
export const symbols = {
  nf_proto: ['ipv4', 'ipv6'],
  inet_proto: protocolNames,
  ether_type: ['ip', 'arp', 'ip6', '8021q', '8021ad', 'vlan'],
  icmp_type: icmpTypes,
  icmp_code: rejectCodes.icmp,
  icmpv6_type: icmpv6Types,
  icmpv6_code: rejectCodes.icmpv6,
  icmpx_code: rejectCodes.icmpx,
  igmp_type: igmpTypes,
  arp_op: ['request', 'reply', 'rrequest', 'rreply', 'inrequest', 'inreply', 'nak'],
  dscp: dscpClasses,
  ecn: ['not-ect', 'ect1', 'ect0', 'ce'],
  tcp_flag: tcpFlags,
  dccp_pkttype: dccpTypes,
  mh_type: mobilityTypes,
  iface_type: ['ether', 'ppp', 'ipip', 'ipip6', 'loopback', 'sit', 'ipgre'],
  pkt_type: ['host', 'unicast', 'broadcast', 'multicast', 'other'],
  fib_addrtype: addressTypes,
  day: days,
  boolean: ['exists', 'missing'],
  ct_state: ctStates,
  ct_dir: ctDirections,
  ct_status: ctStatuses,
  ct_event: ctEvents,
} as const satisfies { readonly [T in DataType]?: readonly string[] }

export type SymbolTable = keyof typeof symbols

/** Any symbol that nft resolves by itself. */
export type Keyword = (typeof symbols)[SymbolTable][number]
