import type { Address, Prefix } from '../net/index.ts'

/**
 * A policy resolved: total, with no optional left, every default filled in.
 * This is all that the compiler knows of the world.
 */
export interface Gateway {
  readonly environment: Environment
  readonly clients: ClientZone
  readonly uplink: UplinkZone
  readonly tor: Tor
  readonly obedience: Obedience
  readonly own: OwnTraffic
  readonly source: PolicySource
}

/** Where the rules will live: Qubes 4.2 and 4.3, Qubes 3.x, or a machine of its own. */
export type Environment = 'qubes-4' | 'qubes-3' | 'standalone'

/** What the policy was, for headers and comments. */
export interface PolicySource {
  /** The name of the file as given, `<stdin>`, or `<builder>`. */
  readonly name: string
  /** SHA-256 in hexadecimal of the canonical document: the same for equal policies, however spelt. */
  readonly digest: string
  /** Path of each property that the document states, `obedience.udp`, to its line. What is missing is a default. */
  readonly lines: Readonly<Record<string, number>>
}

/** `vif*` or `eth0`: at most 15 bytes, `*` only last. */
export type InterfacePattern = string

export interface ClientZone {
  readonly interfaces: readonly InterfacePattern[]
  /** An interface group (`ip link set dev X group N`): a client's too, whichever holds. */
  readonly group: number | null
  readonly addresses: ClientAddresses
  readonly gatewayAddress: GatewayAddress
}

/**
 * How a client's own address is known.
 * - `qubes`: the address that routes back to its interface; Qubes' own antispoof sets say the same beside us.
 * - `reverse-path`: the address that routes back to its interface.
 * - `fixed`: these addresses at these interfaces and no other.
 * - `prefix`: any address in these prefixes that routes back to its interface.
 */
export type ClientAddresses =
  | { readonly kind: 'qubes' }
  | { readonly kind: 'reverse-path' }
  | { readonly kind: 'fixed'; readonly list: readonly FixedAddress[] }
  | { readonly kind: 'prefix'; readonly prefixes: readonly Prefix[] }

export interface FixedAddress {
  readonly interface: string
  readonly address: Address
}

/**
 * The client-facing address: the primary address of the client's interface, where Tor listens.
 * - `at-boot`: the loader knows it and fills it in; until then SOCKS is closed.
 * - `known`: this address at every client interface.
 * - `per-interface`: one for each interface named.
 */
export type GatewayAddress =
  | { readonly kind: 'at-boot' }
  | { readonly kind: 'known'; readonly address: Address }
  | { readonly kind: 'per-interface'; readonly list: readonly FixedAddress[] }

export interface UplinkZone {
  readonly interfaces: readonly InterfacePattern[]
  readonly group: number | null
}

export interface Tor {
  /** Account names to look for, in order. Never written into a ruleset: a missing user would void the load. */
  readonly users: readonly string[]
  /** The numeric uid of Tor's account; the loader checks it. Needed for `tor-only`. */
  readonly uid: number | null
  readonly transPort: number
  readonly dnsPort: number
  readonly socksPorts: readonly SocksPort[]
  readonly control: Control
  /** Where `.onion` and automapped names live. */
  readonly virtualAddresses: Prefix
}

export interface SocksPort {
  readonly port: number
  readonly isolate: readonly Isolation[]
}

export type Isolation =
  | 'client-address'
  | 'socks-auth'
  | 'client-protocol'
  | 'destination-port'
  | 'destination-address'

export type Control =
  | { readonly kind: 'off' }
  /** On loopback only. */
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'socket'; readonly path: string }

/** What becomes of each class of client packet. */
export interface Obedience {
  readonly tcp: 'tor' | 'drop'
  readonly dns: 'tor' | 'drop'
  readonly udp: 'drop' | 'reject'
  readonly icmp: 'drop'
  readonly ipv6: 'drop'
  readonly otherProtocols: 'drop'
  readonly localNetworks: {
    readonly action: 'drop' | 'reject'
    /** IPv4 and IPv6, sorted, none inside another. */
    readonly networks: readonly Prefix[]
  }
}

/** What the gateway itself may do, and who may talk to it. */
export interface OwnTraffic {
  readonly egress: 'direct' | 'tor-only' | 'none'
  /** Whether the gateway itself speaks IPv6 by its uplink. */
  readonly ipv6: boolean
  /** Whether the uplink's address comes by DHCP. */
  readonly dhcpClient: boolean
  /** Whether the gateway gives its clients their addresses by DHCP. */
  readonly dhcpServer: boolean
  readonly uplinkServices: readonly Service[]
  readonly clientServices: readonly Service[]
  readonly counters: boolean
  readonly log: LogDrops
}

export interface Service {
  readonly name: string
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  /** Who may reach it; everybody on that side where it is empty is written as 0.0.0.0/0, never as an empty list. */
  readonly from: readonly Prefix[]
}

export type LogDrops =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      readonly prefix: string
      readonly ratePerMinute: number
      readonly burst: number
    }
