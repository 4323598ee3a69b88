import type { Address, Family, Interval, Prefix } from '../net/index.ts'

/**
 * What is asked of a gateway and what is known of it: all that a proof takes besides the rulesets. It is made from a
 * policy or from options, and the verifier never sees which: what is shipped is judged by another path.
 */
export interface GatewayFacts {
  readonly clients: ClientFacts
  readonly uplink: ZoneFacts
  readonly tor: TorFacts
  /** IPv4 and IPv6. The virtual address network is exempt wherever it lies inside. */
  readonly localNetworks: readonly Prefix[]
  readonly disposition: Disposition
  readonly services: {
    /** Opened to what enters by the uplink. */
    readonly uplink: readonly ServiceFacts[]
    /** Opened to clients, besides Tor's listeners. */
    readonly clients: readonly ServiceFacts[]
  }
  readonly egress: EgressFacts
}

/** An interface belongs to a zone by its name or by its group, whichever holds. */
export interface ZoneFacts {
  /** Names; a trailing `*` stands for any rest. */
  readonly interfaces: readonly string[]
  readonly group: number | null
}

export interface ClientFacts extends ZoneFacts {
  readonly addresses: ClientAddressFacts
  readonly gatewayAddress: GatewayAddressFacts
  /** Whether clients get their addresses from the gateway by DHCP: 0.0.0.0 to 255.255.255.255, UDP 68 to 67. */
  readonly dhcpServer: boolean
}

/** Whose address a client may bear: one that routes back to its interface, or one that is listed for it. */
export type ClientAddressFacts =
  | { readonly kind: 'reverse-path' }
  | {
      readonly kind: 'listed'
      readonly list: readonly { readonly interface: string; readonly address: Address }[]
    }
  /** In these prefixes, and routing back to its interface. */
  | { readonly kind: 'prefix'; readonly prefixes: readonly Prefix[] }

/** The address by which clients know the gateway: the primary one of the client's interface. */
export type GatewayAddressFacts =
  /** Some address; the ruleset has it in the set of this name, which the loader fills, or null: in no set. */
  | { readonly kind: 'unknown'; readonly set: string | null }
  | {
      readonly kind: 'known'
      /** `interface`: a pattern; the address at every client interface that it matches. */
      readonly list: readonly { readonly interface: string; readonly address: Address }[]
    }

export interface TorFacts {
  /** Null: not known; then `tor-only` egress is not decided. */
  readonly uid: number | null
  readonly transPort: number
  readonly dnsPort: number
  readonly socksPorts: readonly number[]
  /** SOCKS ports that keep more apart than their clients, with what; of a port that is not here, clients alone. */
  readonly socksIsolation: readonly SocksIsolation[]
  readonly virtualAddresses: readonly Prefix[]
}

/** Streams of one port that differ in one of these never share a circuit. */
export interface SocksIsolation {
  readonly port: number
  readonly by: readonly StreamIsolation[]
}

export type StreamIsolation =
  | 'client-address'
  | 'socks-auth'
  | 'client-protocol'
  | 'destination-port'
  | 'destination-address'

/** What becomes of each class of client packet; all else is dropped in silence. */
export interface Disposition {
  readonly tcp: 'tor' | 'drop'
  readonly dns: 'tor' | 'drop'
  readonly udp: 'drop' | 'reject'
  readonly localNetworks: 'drop' | 'reject'
}

export interface ServiceFacts {
  readonly name: string
  readonly protocol: 'tcp' | 'udp'
  readonly ports: Interval
  /** Who may reach it. */
  readonly from: readonly Prefix[]
}

export interface EgressFacts {
  readonly kind: 'direct' | 'tor-only' | 'none'
  readonly families: readonly Family[]
  /** Whether the uplink's own address comes by DHCP: UDP 68 to 67 leaves, 67 to 68 arrives. */
  readonly dhcpClient: boolean
}
