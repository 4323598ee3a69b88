/**
 * Names of numbers, by datatype. Sources: nftables, src/datatype.c, src/proto.c and src/ct.c; IANA protocol numbers;
 * include/uapi/linux/if_packet.h and rtnetlink.h.
 */
import { portOf, protocolNumber } from '../text/services.ts'

type Names = Readonly<Record<string, number>>

const protocols: Names = {
  ...{ icmp: 1, igmp: 2, tcp: 6, udp: 17, dccp: 33, gre: 47, esp: 50, ah: 51 },
  ...{ 'ipv6-icmp': 58, icmpv6: 58, comp: 108, sctp: 132, udplite: 136 },
}

const tables: Readonly<Record<string, Names>> = {
  nf_proto: { ipv4: 2, ipv6: 10 },
  inet_proto: protocols,
  ether_type: {
    ip: 0x0800,
    arp: 0x0806,
    ip6: 0x86dd,
    '8021q': 0x8100,
    vlan: 0x8100,
    '8021ad': 0x88a8,
  },
  icmp_type: {
    ...{ 'echo-reply': 0, 'destination-unreachable': 3, 'source-quench': 4, redirect: 5 },
    ...{ 'echo-request': 8, 'router-advertisement': 9, 'router-solicitation': 10 },
    ...{ 'time-exceeded': 11, 'parameter-problem': 12, 'timestamp-request': 13 },
    ...{ 'timestamp-reply': 14, 'info-request': 15, 'info-reply': 16 },
    ...{ 'address-mask-request': 17, 'address-mask-reply': 18 },
  },
  icmpv6_type: {
    ...{ 'destination-unreachable': 1, 'packet-too-big': 2, 'time-exceeded': 3 },
    ...{ 'parameter-problem': 4, 'echo-request': 128, 'echo-reply': 129 },
    ...{ 'mld-listener-query': 130, 'mld-listener-report': 131, 'mld-listener-done': 132 },
    ...{ 'mld-listener-reduction': 132, 'nd-router-solicit': 133, 'nd-router-advert': 134 },
    ...{ 'nd-neighbor-solicit': 135, 'nd-neighbor-advert': 136, 'nd-redirect': 137 },
    ...{ 'router-renumbering': 138, 'ind-neighbor-solicit': 141, 'ind-neighbor-advert': 142 },
    'mld2-listener-report': 143,
  },
  icmp_code: {
    ...{ 'net-unreachable': 0, 'host-unreachable': 1, 'prot-unreachable': 2 },
    ...{ 'port-unreachable': 3, 'frag-needed': 4, 'net-prohibited': 9, 'host-prohibited': 10 },
    'admin-prohibited': 13,
  },
  icmpv6_code: {
    ...{ 'no-route': 0, 'admin-prohibited': 1, 'addr-unreachable': 3, 'port-unreachable': 4 },
    ...{ 'policy-fail': 5, 'reject-route': 6 },
  },
  dscp: {
    ...{ cs0: 0, df: 0, be: 0, lephb: 1, cs1: 8, af11: 10, af12: 12, af13: 14, cs2: 16 },
    ...{ af21: 18, af22: 20, af23: 22, cs3: 24, af31: 26, af32: 28, af33: 30, cs4: 32 },
    ...{ af41: 34, af42: 36, af43: 38, cs5: 40, va: 44, ef: 46, cs6: 48, cs7: 56 },
  },
  ecn: { 'not-ect': 0, ect1: 1, ect0: 2, ce: 3 },
  pkt_type: { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 },
  arp_op: { request: 1, reply: 2, rrequest: 3, rreply: 4, inrequest: 8, inreply: 9, nak: 10 },
  fib_addrtype: {
    ...{ unspec: 0, unicast: 1, local: 2, broadcast: 3, anycast: 4, multicast: 5 },
    ...{ blackhole: 6, unreachable: 7, prohibit: 8 },
  },
  ct_dir: { original: 0, reply: 1 },
  ct_state: { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 },
  ct_status: {
    ...{ expected: 1, 'seen-reply': 2, assured: 4, confirmed: 8, snat: 16, dnat: 32 },
    dying: 512,
  },
  tcp_flag: { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 },
  boolean: { exists: 1, missing: 0 },
  // The other names of these come from files of one machine.
  devgroup: { default: 0 },
  uid: { root: 0 },
  gid: { root: 0 },
}

/** The number of a name; undefined where nft has none, or only some machine does. */
export function symbolNumber(type: string, name: string): number | undefined {
  if (type === 'inet_service') return portOf(name)
  const names = Object.hasOwn(tables, type) ? tables[type] : undefined
  const known = names !== undefined && Object.hasOwn(names, name) ? names[name] : undefined
  return known ?? (type === 'inet_proto' ? protocolNumber(name) : undefined)
}
