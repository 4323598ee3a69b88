/**
 * Symbolic constants with their numbers, by datatype; the first name of a number is the canonical one.
 * Sources: nftables (src/datatype.c, src/proto.c, src/ct.c), IANA protocol numbers, include/uapi/linux.
 */
type Table = readonly (readonly [string, number])[]

/** As Debian's /etc/protocols has them: nft asks the system for these names. */
const inetProto: Table = [
  ['hopopt', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['ggp', 3],
  ['ipencap', 4],
  ['st', 5],
  ['tcp', 6],
  ['egp', 8],
  ['igp', 9],
  ['pup', 12],
  ['udp', 17],
  ['hmp', 20],
  ['xns-idp', 22],
  ['rdp', 27],
  ['iso-tp4', 29],
  ['dccp', 33],
  ['xtp', 36],
  ['ddp', 37],
  ['idpr-cmtp', 38],
  ['ipv6', 41],
  ['ipv6-route', 43],
  ['ipv6-frag', 44],
  ['idrp', 45],
  ['rsvp', 46],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['skip', 57],
  ['ipv6-icmp', 58],
  ['icmpv6', 58],
  ['ipv6-nonxt', 59],
  ['ipv6-opts', 60],
  ['rspf', 73],
  ['vmtp', 81],
  ['eigrp', 88],
  ['ospf', 89],
  ['ax.25', 93],
  ['ipip', 94],
  ['etherip', 97],
  ['encap', 98],
  ['pim', 103],
  ['ipcomp', 108],
  ['comp', 108],
  ['vrrp', 112],
  ['l2tp', 115],
  ['isis', 124],
  ['sctp', 132],
  ['fc', 133],
  ['mobility-header', 135],
  ['udplite', 136],
  ['mpls-in-ip', 137],
  ['manet', 138],
  ['hip', 139],
  ['shim6', 140],
  ['wesp', 141],
  ['rohc', 142],
  ['ethernet', 143],
]

const etherType: Table = [
  ['ip', 0x0800],
  ['arp', 0x0806],
  ['ip6', 0x86dd],
  ['8021q', 0x8100],
  ['vlan', 0x8100],
  ['8021ad', 0x88a8],
]

const icmpType: Table = [
  ['echo-reply', 0],
  ['destination-unreachable', 3],
  ['source-quench', 4],
  ['redirect', 5],
  ['echo-request', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['parameter-problem', 12],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['info-request', 15],
  ['info-reply', 16],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
]

const icmpv6Type: Table = [
  ['destination-unreachable', 1],
  ['packet-too-big', 2],
  ['time-exceeded', 3],
  ['parameter-problem', 4],
  ['echo-request', 128],
  ['echo-reply', 129],
  ['mld-listener-query', 130],
  ['mld-listener-report', 131],
  ['mld-listener-done', 132],
  ['mld-listener-reduction', 132],
  ['nd-router-solicit', 133],
  ['nd-router-advert', 134],
  ['nd-neighbor-solicit', 135],
  ['nd-neighbor-advert', 136],
  ['nd-redirect', 137],
  ['router-renumbering', 138],
  ['ind-neighbor-solicit', 141],
  ['ind-neighbor-advert', 142],
  ['mld2-listener-report', 143],
]

const icmpCode: Table = [
  ['net-unreachable', 0],
  ['host-unreachable', 1],
  ['prot-unreachable', 2],
  ['port-unreachable', 3],
  ['frag-needed', 4],
  ['net-prohibited', 9],
  ['host-prohibited', 10],
  ['admin-prohibited', 13],
]

const icmpv6Code: Table = [
  ['no-route', 0],
  ['admin-prohibited', 1],
  ['addr-unreachable', 3],
  ['port-unreachable', 4],
  ['policy-fail', 5],
  ['reject-route', 6],
]

const dscp: Table = [
  ['cs0', 0x00],
  ['df', 0x00],
  ['be', 0x00],
  ['lephb', 0x01],
  ['cs1', 0x08],
  ['af11', 0x0a],
  ['af12', 0x0c],
  ['af13', 0x0e],
  ['cs2', 0x10],
  ['af21', 0x12],
  ['af22', 0x14],
  ['af23', 0x16],
  ['cs3', 0x18],
  ['af31', 0x1a],
  ['af32', 0x1c],
  ['af33', 0x1e],
  ['cs4', 0x20],
  ['af41', 0x22],
  ['af42', 0x24],
  ['af43', 0x26],
  ['cs5', 0x28],
  ['va', 0x2c],
  ['ef', 0x2e],
  ['cs6', 0x30],
  ['cs7', 0x38],
]

const tables: Readonly<Record<string, Table>> = {
  nf_proto: [
    ['ipv4', 2],
    ['ipv6', 10],
  ],
  inet_proto: inetProto,
  ether_type: etherType,
  icmp_type: icmpType,
  icmpv6_type: icmpv6Type,
  icmp_code: icmpCode,
  icmpv6_code: icmpv6Code,
  dscp,
  ecn: [
    ['not-ect', 0],
    ['ect1', 1],
    ['ect0', 2],
    ['ce', 3],
  ],
  pkt_type: [
    ['host', 0],
    ['unicast', 0],
    ['broadcast', 1],
    ['multicast', 2],
    ['other', 3],
  ],
  arp_op: [
    ['request', 1],
    ['reply', 2],
    ['rrequest', 3],
    ['rreply', 4],
    ['inrequest', 8],
    ['inreply', 9],
    ['nak', 10],
  ],
  fib_addrtype: [
    ['unspec', 0],
    ['unicast', 1],
    ['local', 2],
    ['broadcast', 3],
    ['anycast', 4],
    ['multicast', 5],
    ['blackhole', 6],
    ['unreachable', 7],
    ['prohibit', 8],
  ],
  iface_type: [
    ['ether', 1],
    ['ppp', 512],
    ['ipip', 768],
    ['ipip6', 769],
    ['loopback', 772],
    ['sit', 776],
    ['ipgre', 778],
  ],
  ct_dir: [
    ['original', 0],
    ['reply', 1],
  ],
  ct_state: [
    ['invalid', 1],
    ['established', 2],
    ['related', 4],
    ['new', 8],
    ['untracked', 64],
  ],
  ct_status: [
    ['expected', 1],
    ['seen-reply', 2],
    ['assured', 4],
    ['confirmed', 8],
    ['snat', 16],
    ['dnat', 32],
    ['dying', 512],
  ],
  tcp_flag: [
    ['fin', 1],
    ['syn', 2],
    ['rst', 4],
    ['psh', 8],
    ['ack', 16],
    ['urg', 32],
    ['ecn', 64],
    ['cwr', 128],
  ],
  ct_event: [
    ['new', 1],
    ['related', 2],
    ['destroy', 4],
    ['reply', 8],
    ['assured', 16],
    ['protoinfo', 32],
    ['helper', 64],
    ['mark', 128],
    ['seqadj', 256],
    ['secmark', 512],
    ['label', 1024],
  ],
  day: [
    ['Sunday', 0],
    ['Monday', 1],
    ['Tuesday', 2],
    ['Wednesday', 3],
    ['Thursday', 4],
    ['Friday', 5],
    ['Saturday', 6],
  ],
  devgroup: [['default', 0]],
  classid: [
    ['none', 0],
    ['root', 0xffffffff],
  ],
  dccp_pkttype: [
    ['request', 0],
    ['response', 1],
    ['data', 2],
    ['ack', 3],
    ['dataack', 4],
    ['closereq', 5],
    ['close', 6],
    ['reset', 7],
    ['sync', 8],
    ['syncack', 9],
  ],
  igmp_type: [
    ['membership-query', 0x11],
    ['membership-report-v1', 0x12],
    ['membership-report-v2', 0x16],
    ['leave-group', 0x17],
    ['membership-report-v3', 0x22],
  ],
}

const numbers: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  Object.entries(tables).map(([type, table]) => [type, new Map(table)] as const),
)

/** The number of a symbol. */
export function numberOf(type: string | undefined, name: string): number | undefined {
  return numbers.get(type ?? '')?.get(name)
}

/** The canonical name of a number. */
export function nameOf(type: string | undefined, value: number): string | undefined {
  return tables[type ?? '']?.find(([, number]) => number === value)?.[0]
}

/** The names of the bits of a mask; undefined where a bit has no name. */
export function bitNames(type: string, mask: number): readonly string[] | undefined {
  const names: string[] = []
  let rest = BigInt(mask)
  for (const [name, bit] of tables[type] ?? []) {
    if ((rest & BigInt(bit)) === 0n) continue
    names.push(name)
    rest &= ~BigInt(bit)
  }
  return rest === 0n && names.length > 0 ? names : undefined
}
