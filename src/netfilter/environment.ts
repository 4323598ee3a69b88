import type { Address, Prefix } from '../net/index.ts'
import type { Place } from '../ruleset/index.ts'

/** What a packet's fate hangs on besides rules and connections: the gateway's addresses, routes and settings. */
export interface Environment {
  /** `lo` among them. */
  readonly interfaces: readonly Interface[]
  /**
   * What `ip route` shows. What the kernel makes of the addresses by itself (the tables `local` and the broadcasts,
   * and the prefix that is on the link) need not stand here.
   */
  readonly routes: readonly Route[]
  /** `ip rule` by mark, first come first served, before the main table; local addresses come before all of them. */
  readonly rules: readonly PolicyRule[]
  readonly settings: KernelSettings
  /** The addresses by which clients know the gateway: what stands in the sets that the loader fills. */
  readonly clientFacing: readonly Address[]
  /** Multicast groups that somebody here has joined, besides those that every interface joins by itself. */
  readonly groups: readonly Address[]
  /** Who listens here; null: whatever arrives finds somebody. It decides tproxy, resets and port unreachable. */
  readonly listeners: readonly Listener[] | null
  /** Answers what no ruleset says. It must be deterministic, or the judgement is not. */
  readonly decide: (question: Question) => boolean
}

export interface Interface {
  readonly name: string
  readonly group: number
  readonly isUp: boolean
  /** The primary one of each family first: what `redirect` translates to. */
  readonly addresses: readonly InterfaceAddress[]
}

export interface InterfaceAddress {
  readonly address: Address
  /** Bits of the prefix that is on the link; 32 or 128 for none. */
  readonly length: number
}

export interface Route {
  readonly prefix: Prefix
  readonly target: RouteTarget
  /** 254 is the main table. */
  readonly table: number
}

export type RouteTarget =
  /** `via`: the next hop; null where the destination is on the link. */
  | { readonly kind: 'interface'; readonly name: string; readonly via: Address | null }
  /** Delivered here, whatever the address (`ip route add local ... dev lo`). */
  | { readonly kind: 'local' }
  | { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' }

/** Packets whose `mark & mask` is `mark` are looked up in the table, and go on to the next where it has no route. */
export interface PolicyRule {
  readonly mark: number
  readonly mask: number
  readonly table: number
}

/** Sysctls. Those of interfaces are what is in force for all of them. */
export interface KernelSettings {
  readonly forwardIpv4: boolean
  readonly forwardIpv6: boolean
  /** net.ipv4.conf.*.rp_filter: 0 off, 1 strict, 2 loose. */
  readonly reversePath: 0 | 1 | 2
  readonly routeLocalnet: boolean
  readonly acceptLocal: boolean
  /** net.netfilter.nf_conntrack_tcp_loose: the middle of a stream may begin an entry. */
  readonly tcpLoose: boolean
  /** net.ipv4.conf.*.accept_source_route. Which options a packet has is not told apart: all count as harmless ones. */
  readonly acceptSourceRoute: boolean
  readonly arp: ArpSettings
}

/** net.ipv4.conf.*.arp_*, proxy_arp (Documentation/networking/ip-sysctl.rst of Linux). */
export interface ArpSettings {
  /**
   * 0: answered for any address of ours; 1: for those of the interface; 2: and only to its subnet; 3: for those of
   * global or site scope, which is what all but loopback's are here; 8: for none.
   */
  readonly ignore: 0 | 1 | 2 | 3 | 8
  /** Answered only where the way back to who asks leads by that interface. */
  readonly filter: boolean
  /** Answered in the place of whoever is behind another interface, where we forward. */
  readonly proxy: boolean
}

export interface Listener {
  readonly protocol: 'tcp' | 'udp'
  /** Null: any. */
  readonly address: Address | null
  readonly port: number
  /** IP_TRANSPARENT: tproxy looks for no other. */
  readonly isTransparent: boolean
}

/**
 * - `choice`: does a limit, quota or chance hold?
 * - `opaque`: does what no reader understood hold?
 * - `opaque-accepts`, `opaque-drops`: if it holds, does it end so? Asked in this order; else the rule goes on.
 * - `set-member`: does the arbitrary set or map hold the packet's key?
 * - `queue-listener`: does a program listen at the queue?
 * - `queue-accepts`: does it let the packet go on?
 */
export interface Question {
  readonly kind:
    | 'choice'
    | 'opaque'
    | 'opaque-accepts'
    | 'opaque-drops'
    | 'set-member'
    | 'queue-listener'
    | 'queue-accepts'
  /** The rule that asks, and what of it: the step's text, or the set's name. */
  readonly place: Place
  readonly text: string
}
