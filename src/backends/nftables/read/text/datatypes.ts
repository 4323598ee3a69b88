/** Datatypes: how many bits a value has and what names it goes by. Source: nftables, src/datatype.c. */

/** Of the values that a selector yields or that a set holds. */
export interface Datatype {
  readonly name: string
  /** Undefined for text. */
  readonly bits: number | undefined
}

const sizes: Readonly<Record<string, number>> = {
  verdict: 32,
  nf_proto: 8,
  ipv4_addr: 32,
  ipv6_addr: 128,
  ether_addr: 48,
  ll_addr: 48,
  ether_type: 16,
  inet_proto: 8,
  inet_service: 16,
  mark: 32,
  icmp_type: 8,
  icmp_code: 8,
  icmpv6_type: 8,
  icmpv6_code: 8,
  icmpx_code: 8,
  igmp_type: 8,
  arp_op: 16,
  dscp: 6,
  ecn: 2,
  tcp_flag: 8,
  dccp_pkttype: 4,
  mh_type: 8,
  mptcpopt_subtype: 4,
  time: 64,
  day: 8,
  hour: 32,
  boolean: 1,
  realm: 32,
  classid: 32,
  uid: 32,
  gid: 32,
  cgroupsv2: 64,
  iface_index: 32,
  iface_type: 16,
  devgroup: 32,
  pkt_type: 8,
  fib_addrtype: 32,
  ct_state: 32,
  ct_dir: 8,
  ct_status: 32,
  ct_event: 32,
  ct_label: 128,
  queue: 16,
  policy: 32,
}

/** Datatypes whose values are text. */
const texts: ReadonlySet<string> = new Set(['ifname', 'string', 'osf_name'])

/** Datatypes that are sets of bits: `a,b` and a value without an operator test bits. */
export const bitmasks: ReadonlySet<string> = new Set([
  ...['ct_state', 'ct_status', 'ct_label', 'ct_event', 'tcp_flag'],
])

/** The datatype of that name, as a set's `type` gives it; undefined where nft has none that a set could hold. */
export function datatypeNamed(name: string): Datatype | undefined {
  if (texts.has(name)) return { name, bits: undefined }
  const bits = sizes[name]
  return bits === undefined || !Object.hasOwn(sizes, name) ? undefined : { name, bits }
}

/** A datatype that is known to exist. */
export function datatype(name: string): Datatype {
  return datatypeNamed(name) ?? { name: 'integer', bits: undefined }
}

export function integer(bits: number): Datatype {
  return { name: 'integer', bits }
}

/** A relative time: nft counts milliseconds. */
export const relativeTime: Datatype = { name: 'relative_time', bits: 64 }

/** An address whose family only the rest of the rule tells. */
export const anyAddress: Datatype = { name: 'address', bits: 128 }

/** What the elements of a set are that the text does not declare: only their own look tells. */
export const unknownType: Datatype = { name: 'unknown', bits: undefined }
