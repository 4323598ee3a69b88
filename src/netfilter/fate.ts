import type { Place } from '../ruleset/index.ts'
import type { Connections } from './connection.ts'
import type { Packet } from './packet.ts'

/** What becomes of one packet, and why. */
export interface Judgement {
  /** At least one: a multicast may be delivered and forwarded both, a copy may go elsewhere. */
  readonly outcomes: readonly Fate[]
  /** The table of connections when it is over. */
  readonly connections: Connections
  /** The way that it took, in order. */
  readonly trace: readonly TraceEntry[]
  /** What the kernel itself sends because of it. */
  readonly generated: readonly Generated[]
}

export type Fate =
  | { readonly kind: 'dropped'; readonly cause: DropCause; readonly at: Station }
  /**
   * To a local socket or the kernel itself, as it arrives there; by which interface it entered. `tproxy`: the
   * listener that a rule gave it to, whatever its destination says; null for none.
   */
  | {
      readonly kind: 'delivered'
      readonly interface: string
      readonly packet: Packet
      readonly mark: number
      readonly tproxy: TproxyListener | null
    }
  /** Out by an interface that is not loopback, as it is on the wire, and the mark that it had here. */
  | {
      readonly kind: 'sent'
      readonly interface: string
      readonly packet: Packet
      readonly mark: number
    }
  /** Seen by a program, whatever it then lets happen: that is an outcome of its own. */
  | { readonly kind: 'queued'; readonly packet: Packet; readonly at: Station }
  /** By a flowtable, past all hooks but ingress. */
  | { readonly kind: 'offloaded'; readonly interface: string; readonly packet: Packet }
  /** A copy (dup, TEE), or the packet itself (fwd), sent past the hooks. */
  | {
      readonly kind: 'escaped'
      readonly way: 'duplicate' | 'forward'
      readonly packet: Packet
      readonly at: Station
    }
  /** Taken by SYNPROXY, which answers it. */
  | { readonly kind: 'stolen'; readonly packet: Packet; readonly at: Station }
  /** A fragment that waits for the others; the whole datagram is another packet. */
  | { readonly kind: 'held'; readonly packet: Packet; readonly at: Station }
  /** Something that no reader understood decides: anything may become of it. */
  | { readonly kind: 'unknown'; readonly packet: Packet; readonly at: Station }

export interface TproxyListener {
  /** Null: the primary address of the interface, or the packet's own destination. */
  readonly address: bigint | null
  readonly port: bigint | null
}

/**
 * - `rule`, `policy`: what the ruleset says. `reject` too, which answers.
 * - `hotdrop`: the test of x_tables that found a header cut off.
 * - `queue`: nobody listens, or who listens drops it.
 * - `nat`: no address to redirect or masquerade to, or no tuple free, or the way out changed.
 * - `martian`: an address that cannot come from there. `reverse-path`: the same by rp_filter.
 * - `no-route`, `ttl`, `not-forwarding`, `options`, `interface-down`: as they say.
 * - `not-for-us`: a broadcast or multicast that nobody here asked for.
 */
export type DropCause =
  | 'rule'
  | 'reject'
  | 'policy'
  | 'hotdrop'
  | 'queue'
  | 'nat'
  | 'martian'
  | 'reverse-path'
  | 'no-route'
  | 'ttl'
  | 'not-forwarding'
  | 'options'
  | 'interface-down'
  | 'not-for-us'

/** A point of the way: `where` for people (`forward, inet filter chain`), the rule's place if it is one. */
export interface Station {
  readonly where: string
  readonly text: string
  readonly place: Place | null
}

export interface TraceEntry extends Station {
  /** Names a hook, or what the kernel does between the hooks. */
  readonly hook: string
}

export interface Generated {
  readonly packet: Packet
  /** `reassembly-timeout` comes when a fragment's datagram has not become whole in time, all others at once. */
  readonly why: 'tcp-reset' | 'icmp-error' | 'reassembly-timeout' | 'echo-reply' | 'arp-reply'
  readonly at: Station
  /** It leaves by the same rules: what becomes of it. */
  readonly judgement: Judgement
}
