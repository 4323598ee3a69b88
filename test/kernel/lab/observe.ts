import type { Router } from './router.ts'

/** A packet as it was delivered to the gateway itself: after translation, after every other chain's verdict. */
export interface Delivery {
  readonly family: 'ip4' | 'ip6'
  readonly protocol: number
  readonly source: string
  readonly destination: string
  /** TCP and UDP over IPv4; 0 otherwise. */
  readonly sourcePort: number
  readonly destinationPort: number
  /**
   * Four bytes of the IP header as one number: identification and fragment field (IPv4), or the first four (IPv6).
   * In which byte order depends on nft and on the machine; see `headerMarks`.
   */
  readonly header: number
}

const table = 'lab_observer'

/**
 * Last on the input hook, but for conntrack's own confirmation: what arrives here goes to a socket.
 * It asks conntrack nothing, so that it does not switch conntrack or defragmentation on.
 * Four bytes of the header are put into the packet's mark, since nft 1.0.6 cannot list a set of raw header fields,
 * and a set's type holds five fields at most.
 */
const ruleset = `
add table inet ${table}
delete table inet ${table}
table inet ${table} {
  set tcp4 {
    type ipv4_addr . ipv4_addr . inet_service . inet_service . mark
    size 65535
    flags dynamic
  }
  set udp4 {
    type ipv4_addr . ipv4_addr . inet_service . inet_service . mark
    size 65535
    flags dynamic
  }
  set other4 {
    type ipv4_addr . ipv4_addr . inet_proto . mark
    size 65535
    flags dynamic
  }
  set any6 {
    type ipv6_addr . ipv6_addr . inet_proto . mark
    size 65535
    flags dynamic
  }
  chain input {
    type filter hook input priority 2147483646; policy accept;
    iif lo accept
    meta nfproto ipv4 meta mark set @nh,32,32
    meta nfproto ipv6 meta mark set @nh,0,32
    meta nfproto ipv4 meta l4proto tcp add @tcp4 { ip saddr . ip daddr . tcp sport . tcp dport . meta mark }
    meta nfproto ipv4 meta l4proto udp add @udp4 { ip saddr . ip daddr . udp sport . udp dport . meta mark }
    meta nfproto ipv4 meta l4proto != { tcp, udp } add @other4 { ip saddr . ip daddr . meta l4proto . meta mark }
    meta nfproto ipv6 add @any6 { ip6 saddr . ip6 daddr . meta l4proto . meta mark }
  }
}
`

/** Begins to observe, from nothing. Call it after the ruleset under test is loaded, which may flush everything. */
export const startObserver = async (router: Router): Promise<void> => {
  await router.mustExec('nft', ['-f', '-'], ruleset)
}

type Element = readonly (string | number)[]

const elementsOf = async (router: Router, set: string): Promise<readonly Element[]> => {
  const listing = await router.mustExec('nft', ['-j', '-n', 'list', 'set', 'inet', table, set])
  const document: { nftables: readonly { set?: { elem?: readonly unknown[] } }[] } =
    JSON.parse(listing)
  return document.nftables.flatMap((item) =>
    (item.set?.elem ?? []).map((element) => (element as { concat: Element }).concat),
  )
}

const ports =
  (protocol: number) =>
  (element: Element): Delivery => ({
    family: 'ip4',
    protocol,
    source: String(element[0]),
    destination: String(element[1]),
    sourcePort: Number(element[2]),
    destinationPort: Number(element[3]),
    header: Number(element[4]) >>> 0,
  })

const portless =
  (family: 'ip4' | 'ip6') =>
  (element: Element): Delivery => ({
    family,
    protocol: Number(element[2]),
    source: String(element[0]),
    destination: String(element[1]),
    sourcePort: 0,
    destinationPort: 0,
    header: Number(element[3]) >>> 0,
  })

/** Everything delivered since the observer began. Throws where a set is full: what did not fit is unknown. */
export const readDeliveries = async (router: Router): Promise<readonly Delivery[]> => {
  const [tcp4, udp4, other4, any6] = await Promise.all(
    ['tcp4', 'udp4', 'other4', 'any6'].map((set) => elementsOf(router, set)),
  )
  const all = [
    ...(tcp4 ?? []).map(ports(6)),
    ...(udp4 ?? []).map(ports(17)),
    ...(other4 ?? []).map(portless('ip4')),
    ...(any6 ?? []).map(portless('ip6')),
  ]
  for (const set of [tcp4, udp4, other4, any6])
    if ((set?.length ?? 0) >= 65_535) throw new Error('the observer is full')
  return all
}

/** What the sender may have marked the packet with (IPv4's identification, IPv6's flow label), in either byte order. */
export const headerMarks = (delivery: Delivery): readonly number[] => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(delivery.header)
  return [bytes.readUInt32LE(), bytes.readUInt32BE()].map((word) =>
    delivery.family === 'ip4' ? word >>> 16 : word & 0xfffff,
  )
}
