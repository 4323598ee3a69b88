/**
 * Selectors: what a rule reads from a packet, its connection or its environment.
 * They are sorted by what their values look like, which is what `match`, `vmap`, `map` and `mangle` then ask for.
 */
import type { CtDirection, CtKey } from '../keywords/conntrack.ts'
import type {
  ExthdrField,
  ExthdrName,
  IpOptionField,
  IpOptionName,
  SctpChunkField,
  SctpChunkName,
  TcpOptionField,
  TcpOptionName,
} from '../keywords/headers.ts'
import type {
  FibFlag,
  FibResult,
  MetaKey,
  OsfKey,
  OsfTtl,
  SocketKey,
  TunnelKey,
} from '../keywords/meta.ts'
import type {
  PayloadBase,
  PayloadField,
  PayloadProtocol,
  PayloadTunnel,
} from '../keywords/payload.ts'

/** A field of one protocol's header; `tunnel` (1.0.8) looks inside an encapsulation. */
export type PayloadOf<P extends PayloadProtocol, F extends PayloadField<P> = PayloadField<P>> = {
  readonly payload: { readonly protocol: P; readonly field: F; readonly tunnel?: PayloadTunnel }
}

/** Bits by place; `offset` and `len` are bits. */
export type RawPayload = {
  readonly payload: { readonly base: PayloadBase; readonly offset: number; readonly len: number }
}

export type MetaOf<K extends MetaKey> = { readonly meta: { readonly key: K } }

export type ExthdrOf<N extends ExthdrName, F extends ExthdrField<N>> = {
  readonly exthdr: { readonly name: N; readonly field: F }
}

export type IpOptionOf<N extends IpOptionName, F extends IpOptionField<N>> = {
  readonly 'ip option': { readonly name: N; readonly field: F }
}

/** Keys of one direction of a connection; nft refuses them without it. */
type CtDirectedKey =
  | 'l3proto'
  | 'protocol'
  | 'proto-src'
  | 'proto-dst'
  | 'ip saddr'
  | 'ip daddr'
  | 'ip6 saddr'
  | 'ip6 daddr'
/** Keys of a connection, or of one of its directions. */
type CtEitherKey = 'bytes' | 'packets' | 'avgpkt' | 'zone'

export type CtOf<K extends CtKey> = K extends CtDirectedKey
  ? { readonly ct: { readonly key: K; readonly dir: CtDirection } }
  : K extends CtEitherKey
    ? { readonly ct: { readonly key: K; readonly dir?: CtDirection } }
    : { readonly ct: { readonly key: K } }

export type IpsecOf<K extends string, F extends 'ip' | 'ip6'> = {
  readonly ipsec: {
    readonly key: K
    readonly family: F
    readonly dir: 'in' | 'out'
    readonly spnum?: number
  }
}

export type Ipv4Selector =
  | PayloadOf<'ip', 'saddr' | 'daddr'>
  | PayloadOf<'igmp', 'group'>
  | PayloadOf<'arp', 'saddr ip' | 'daddr ip'>
  | { readonly ct: { readonly key: 'ip saddr' | 'ip daddr'; readonly dir: CtDirection } }
  | IpOptionOf<'lsrr' | 'rr' | 'ssrr', 'addr'>
  | { readonly rt: { readonly key: 'nexthop'; readonly family: 'ip' } }
  | IpsecOf<'saddr' | 'daddr', 'ip'>

export type Ipv6Selector =
  | PayloadOf<'ip6', 'saddr' | 'daddr'>
  | PayloadOf<'icmpv6', 'taddr' | 'daddr'>
  | { readonly ct: { readonly key: 'ip6 saddr' | 'ip6 daddr'; readonly dir: CtDirection } }
  | ExthdrOf<'rt0', 'addr[1]'>
  | ExthdrOf<'srh', 'sid[1]'>
  | { readonly rt: { readonly key: 'nexthop'; readonly family: 'ip6' } }
  | IpsecOf<'saddr' | 'daddr', 'ip6'>

export type PortSelector =
  | {
      readonly payload: {
        readonly protocol: PortProtocol
        readonly field: 'sport' | 'dport'
        readonly tunnel?: PayloadTunnel
      }
    }
  | { readonly ct: { readonly key: 'proto-src' | 'proto-dst'; readonly dir: CtDirection } }
type PortProtocol = 'dccp' | 'sctp' | 'tcp' | 'th' | 'udp' | 'udplite'

/** Bit fields, where `in` tests bits and `==` compares the whole field. */
export type StateSelector = CtOf<'state'>
export type StatusSelector = CtOf<'status'>
export type EventSelector = CtOf<'event'>
export type TcpFlagsSelector = PayloadOf<'tcp', 'flags'>
export type LabelSelector = CtOf<'label'>
export type BitSelector =
  | StateSelector
  | StatusSelector
  | EventSelector
  | TcpFlagsSelector
  | LabelSelector

/** Values that have names only in files of the machine (users, groups, marks, ...): taken as numbers alone. */
export type NumberMetaKey =
  | 'skuid'
  | 'skgid'
  | 'mark'
  | 'rtclassid'
  | 'iifgroup'
  | 'oifgroup'
  | 'cgroup'
  | 'cpu'
  | 'random'
  | 'length'
  | 'ibrpvid'
  | 'nftrace'

export type Numgen = {
  readonly numgen: {
    readonly mode: 'inc' | 'random'
    readonly mod: number
    readonly offset?: number
  }
}
export type Symhash = { readonly symhash: { readonly mod: number; readonly offset?: number } }

export type NumberSelector =
  | MetaOf<NumberMetaKey>
  | { readonly ct: { readonly key: 'mark' | 'id' } }
  | { readonly ct: { readonly key: CtEitherKey; readonly dir?: CtDirection } }
  | { readonly rt: { readonly key: 'classid' | 'mtu' } }
  | { readonly socket: { readonly key: 'mark' } }
  | {
      readonly ipsec: {
        readonly key: 'reqid' | 'spi'
        readonly dir: 'in' | 'out'
        readonly spnum?: number
      }
    }
  | RawPayload
  | Numgen
  | Symhash

type PlainMetaKey = Exclude<MetaKey, NumberMetaKey>
type PlainCtKey = 'direction' | 'expiration' | 'helper' | 'l3proto' | 'protocol' | 'secmark'
type NotPlain = {
  ip: 'saddr' | 'daddr'
  ip6: 'saddr' | 'daddr'
  igmp: 'group'
  arp: 'saddr ip' | 'daddr ip'
  icmpv6: 'taddr' | 'daddr'
  tcp: 'sport' | 'dport' | 'flags'
  udp: 'sport' | 'dport'
  udplite: 'sport' | 'dport'
  sctp: 'sport' | 'dport'
  dccp: 'sport' | 'dport'
  th: 'sport' | 'dport'
}
type PlainPayload = {
  [P in PayloadProtocol]: PayloadOf<
    P,
    Exclude<PayloadField<P>, P extends keyof NotPlain ? NotPlain[P] : never>
  >
}[Exclude<PayloadProtocol, 'th'>]
type AddressFields = 'addr[1]' | 'sid[1]'
type PlainExthdr = {
  [N in ExthdrName]: {
    readonly exthdr: { readonly name: N; readonly field?: Exclude<ExthdrField<N>, AddressFields> }
  }
}[ExthdrName]

/** Everything else: values are nft's own symbols, names of interfaces, or numbers. */
export type PlainSelector =
  | PlainPayload
  | PlainExthdr
  | MetaOf<PlainMetaKey>
  | { [K in PlainCtKey]: CtOf<K> }[PlainCtKey]
  | {
      [N in TcpOptionName]: {
        readonly 'tcp option': { readonly name: N; readonly field?: TcpOptionField<N> }
      }
    }[TcpOptionName]
  | {
      readonly 'tcp option': {
        readonly base: number
        readonly offset: number
        readonly len: number
      }
    }
  | {
      [N in IpOptionName]: {
        readonly 'ip option': {
          readonly name: N
          readonly field?: Exclude<IpOptionField<N>, 'addr'>
        }
      }
    }[IpOptionName]
  | {
      [N in SctpChunkName]: {
        readonly 'sctp chunk': { readonly name: N; readonly field?: SctpChunkField<N> }
      }
    }[SctpChunkName]
  | { readonly 'dccp option': { readonly type: number } }
  | { readonly rt: { readonly key: 'ipsec' } }
  | { readonly fib: { readonly result: FibResult; readonly flags: readonly FibFlag[] } }
  | { readonly socket: { readonly key: Exclude<SocketKey, 'mark'> } }
  | { readonly osf: { readonly key: OsfKey; readonly ttl?: OsfTtl } }
  | { readonly tunnel: { readonly key: TunnelKey } }

export type ScalarSelector =
  | Ipv4Selector
  | Ipv6Selector
  | PortSelector
  | BitSelector
  | NumberSelector
  | PlainSelector
