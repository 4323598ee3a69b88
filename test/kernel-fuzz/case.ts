import type { Settings } from './lab/settings.ts'
import type { Dialect } from './lab/tools.ts'
import type { Sent } from './packet/sent.ts'
import type { Family, InterfaceName } from './universe.ts'

/** One ruleset, and what is sent through the router that holds it: all that a disagreement needs to be seen again. */
export interface Case {
  readonly seed: string
  readonly sources: readonly Source[]
  readonly settings: Settings
  /** Whether it needs a router that never held rules: the order of equal priorities is that of registering. */
  readonly isFresh: boolean
  /** Whether processes of the gateway listen. */
  readonly hasListeners: boolean
  readonly steps: readonly Step[]
}

/** One file of one tool, as a tree whose parts can be left out. */
export interface Source {
  readonly dialect: Dialect
  readonly tables: readonly Table[]
}

export interface Table {
  /** `inet a`; of iptables: `nat`. */
  readonly name: string
  /** Sets and maps, each as it is written. */
  readonly objects: readonly string[]
  readonly chains: readonly Chain[]
}

export interface Chain {
  readonly name: string
  /** `type filter hook input priority 0; policy drop;`; of iptables: its policy, or `-`. */
  readonly header: string
  readonly rules: readonly Rule[]
}

/** Matches and statements, each of which can be left out. */
export type Rule = readonly string[]

export type Step =
  /** A packet comes in by an interface. */
  | { readonly kind: 'arrive'; readonly interface: InterfaceName; readonly sent: Sent }
  /** The next segment of a connection, by whoever opened it or by whom it reached. */
  | {
      readonly kind: 'segment'
      readonly connection: Opening
      readonly side: 'opener' | 'answerer'
      readonly flags: number
      readonly payload: number
    }
  /** To a datagram or an echo request, where it came out. */
  | { readonly kind: 'reply'; readonly to: Datagram }
  /** An ICMP error about a packet, by the host where it came out, or by a router on the way. */
  | {
      readonly kind: 'complain'
      readonly about: Datagram | Opening
      readonly type: number
      readonly code: number
      readonly by: 'host' | 'router'
    }
  /** A process of the gateway sends a datagram. */
  | {
      readonly kind: 'send'
      readonly uid: number
      readonly family: Family
      readonly destination: string
      readonly sourcePort: number
      readonly destinationPort: number
    }

/** Where and from whom a connection comes. Its packets say by these alone to which connection they belong. */
export interface Opening {
  readonly interface: InterfaceName
  readonly family: Family
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly destinationPort: number
}

/** A datagram that was sent in an earlier step, or would have been: its answer is made up then. */
export interface Datagram {
  readonly interface: InterfaceName
  readonly sent: Sent
}
