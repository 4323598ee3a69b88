import type { Address, Prefix } from '../../../net/index.ts'
import type { Place } from '../../../ruleset/index.ts'

/** What a torrc says, as far as rules of a firewall hang on it; with tor's own defaults (tor(1)). */
export interface TorrcFacts {
  readonly source: string
  readonly listeners: readonly TorListener[]
  readonly virtualNetworks: { readonly ip4: Prefix; readonly ip6: Prefix }
  readonly automapHostsOnResolve: boolean
  readonly clientRejectInternalAddresses: boolean
  /** The account that tor becomes; null: whoever starts it. */
  readonly user: string | null
  /** Files that `%include` names: what they say is not here. */
  readonly includes: readonly { readonly path: string; readonly place: Place }[]
  /** Every line, in the order of the file: also those that mean nothing here. */
  readonly options: readonly TorrcOption[]
}

export interface TorrcOption {
  /** As tor spells it where it is known here, otherwise as the file does. */
  readonly name: string
  readonly value: string
  /** `+` adds to what other files say, `/` takes all of it away. */
  readonly command: 'set' | 'append' | 'clear'
  readonly place: Place
}

export type ListenerKind =
  | 'trans'
  | 'dns'
  | 'socks'
  | 'http-tunnel'
  | 'natd'
  | 'control'
  | 'or'
  | 'ext-or'
  | 'dir'
  | 'metrics'

export interface TorListener {
  readonly kind: ListenerKind
  readonly at: ListenerAddress
  /** Null for a socket in the file system; `auto` is some port that is free. */
  readonly port: number | 'auto' | null
  readonly isolation: Isolation
  /** Other words behind the port, as tor spells them, in small letters. */
  readonly flags: readonly string[]
  /** Null: it stands in no line, tor opens it by default. */
  readonly place: Place | null
}

export type ListenerAddress =
  | { readonly kind: 'address'; readonly address: Address }
  /** All of them, of both families. */
  | { readonly kind: 'any' }
  /** The addresses by which clients know the gateway, which the loader fills in. */
  | { readonly kind: 'client-facing' }
  | { readonly kind: 'unix'; readonly path: string }
  /** Looked up when tor starts: it may be any. */
  | { readonly kind: 'name'; readonly name: string }

/** Streams that differ in one of these never share a circuit. */
export interface Isolation {
  readonly clientAddress: boolean
  readonly socksAuthentication: boolean
  readonly clientProtocol: boolean
  readonly destinationPort: boolean
  readonly destinationAddress: boolean
  /** Listeners of one group share circuits; null: each has its own. */
  readonly sessionGroup: number | null
}
