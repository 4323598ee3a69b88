/** What arrived at the gateway itself: the tag that its IP header bears, and its addresses and ports by then. */
export interface Arrival {
  readonly family: 'ip4' | 'ip6'
  readonly tag: number
  readonly protocol: number
  readonly source: string
  readonly destination: string
  /** 0 for what has no ports. */
  readonly sourcePort: number
  readonly destinationPort: number
}

export const observerTable = 'fuzz_observer'

/** More than the packets of any case; the kernel makes the table for so many at once, each time that rules load. */
const observedMax = 4096

const set = (name: string, address: string, ports: boolean): string =>
  `  set ${name} {
    type ${address} . ${address} . ${ports ? 'inet_service . inet_service' : 'inet_proto'} . mark
    size ${observedMax}
    flags dynamic
  }`

/**
 * Last on the input hook but for conntrack's confirmation, of a table that asks nothing of conntrack and so
 * switches nothing on. Four bytes of the IP header go into the packet's mark, which nothing looks at any more,
 * since nft 1.0.6 cannot list sets of raw header fields. What comes in by loopback is left out: it bears no tag.
 */
export const observerRules = `
table inet ${observerTable} {
${set('tcp4', 'ipv4_addr', true)}
${set('udp4', 'ipv4_addr', true)}
${set('other4', 'ipv4_addr', false)}
${set('tcp6', 'ipv6_addr', true)}
${set('udp6', 'ipv6_addr', true)}
${set('other6', 'ipv6_addr', false)}
  chain input {
    type filter hook input priority 2147483646; policy accept;
    iif lo accept
    meta nfproto ipv4 meta mark set @nh,32,32
    meta nfproto ipv6 meta mark set @nh,0,32
    meta nfproto ipv4 meta l4proto tcp add @tcp4 { ip saddr . ip daddr . th sport . th dport . meta mark } accept
    meta nfproto ipv4 meta l4proto udp add @udp4 { ip saddr . ip daddr . th sport . th dport . meta mark } accept
    meta nfproto ipv6 meta l4proto tcp add @tcp6 { ip6 saddr . ip6 daddr . th sport . th dport . meta mark } accept
    meta nfproto ipv6 meta l4proto udp add @udp6 { ip6 saddr . ip6 daddr . th sport . th dport . meta mark } accept
    meta nfproto ipv4 add @other4 { ip saddr . ip daddr . meta l4proto . meta mark }
    meta nfproto ipv6 add @other6 { ip6 saddr . ip6 daddr . meta l4proto . meta mark }
  }
}
`

type Element = readonly (string | number)[]

/** The mark holds identification and fragment field (IPv4) or the flow label (IPv6), in the order of this machine's bytes. */
const tagOf = (family: 'ip4' | 'ip6', mark: number): number => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(mark >>> 0)
  return family === 'ip4' ? bytes.readUInt16BE(0) : bytes.readUInt32BE(0) & 0xfffff
}

const arrivalOf = (name: string, element: Element): Arrival => {
  const family = name.endsWith('4') ? 'ip4' : 'ip6'
  const [source, destination, third, fourth, fifth] = element
  const hasPorts = !name.startsWith('other')
  const named = name.startsWith('tcp') ? 6 : 17
  return {
    family,
    tag: tagOf(family, Number(hasPorts ? fifth : fourth)),
    protocol: hasPorts ? named : Number(third),
    source: String(source),
    destination: String(destination),
    sourcePort: hasPorts ? Number(third) : 0,
    destinationPort: hasPorts ? Number(fourth) : 0,
  }
}

/** Reads `nft -j -n list table` of the observer. Throws where a set is full: what did not fit is unknown. */
export const readArrivals = (listing: string): readonly Arrival[] => {
  const document: {
    nftables: readonly { set?: { name: string; elem?: readonly { concat: Element }[] } }[]
  } = JSON.parse(listing)
  return document.nftables.flatMap(({ set: one }) => {
    const elements = one?.elem ?? []
    if (elements.length >= observedMax) throw new Error('the observer is full')
    return elements.map((element) => arrivalOf(one?.name ?? '', element.concat))
  })
}
