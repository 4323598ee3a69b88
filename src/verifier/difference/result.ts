import type { Place } from '../../ruleset/index.ts'
import type { TraceLine } from '../result.ts'

/**
 * What two machines do with packets, compared over every packet there is.
 *
 * **Outcomes.** What a machine may do with a packet besides dropping it in silence: it arrives here, or leaves by an
 * interface, each with the addresses, ports and marks that it then has; it is queued, copied, sent on by a rule, put in a
 * flowtable, taken by SYNPROXY, handed to another socket, or answered by a rule. A packet is what enters, or what a
 * program of the gateway sends, with the state that conntrack gives it, whatever connections there are already, in one
 * environment: routes, limits and sets that others fill are the same for both machines.
 *
 * **Theorem.** With `old(p)` and `new(p)` the outcomes of a packet,
 * - `equivalent`: `old(p) = new(p)` of every packet;
 * - `more-permissive`: `old(p) ⊆ new(p)` of every packet, and not equal: nothing that got through is stopped or changed;
 * - `less-permissive`: `new(p) ⊆ old(p)` of every packet, and not equal;
 * - `incomparable`: there are packets of both kinds, or one that comes out otherwise.
 *
 * A verdict other than `equivalent` rests on packets that the reference was seen to treat differently. Where none was,
 * and where what no reader understood, or a limit, stands in the way, it is `undecided`. Where some were seen, and what
 * stands in the way could turn the order round, it is only `different`.
 */
export type DifferenceVerdict =
  | 'equivalent'
  | 'more-permissive'
  | 'less-permissive'
  | 'incomparable'
  | 'different'
  | 'undecided'

/** The outcome that one machine has and the other has not. */
export const differenceKinds = [
  'leaves',
  'arrives',
  'translation',
  'offload',
  'queue',
  'duplicate',
  'forward',
  'synproxy',
  'tproxy',
  'answer',
  'fragment',
  'mark',
] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/** `more`: the new machine has outcomes that the old one has not. `both`: each has some of its own. */
export type Direction = 'more' | 'less' | 'both'

export interface Difference {
  readonly verdict: DifferenceVerdict
  /** What takes no older connection first, what was seen to differ before what was not, what enters before what is sent. */
  readonly classes: readonly DifferenceClass[]
  /** Whether the classes are all of the difference; else there is more of it than is told. */
  readonly isComplete: boolean
  /** Sentences, each why equivalence is not claimed, or what was not compared. */
  readonly doubts: readonly string[]
}

/** Rules for ARP are compared by what they say, and not packet by packet. */
export type DifferenceFamily = 'ipv4' | 'ipv6'

/** Packets that differ in one way, described as a product: every packet that meets all constraints is one of them. */
export interface DifferenceClass {
  readonly kind: DifferenceKind
  readonly direction: Direction
  /** In their order; the witness is of the first. */
  readonly families: readonly DifferenceFamily[]
  readonly origin: Origin
  /** None: all packets of that origin. */
  readonly packets: readonly Constraint[]
  /** Whether it takes a connection that is older than the rules. */
  readonly needsOlderFlow: boolean
  readonly witness: DifferenceWitness
}

/** Where packets come from. `pieces`: fragments, which enter as any packet does. */
export type Origin = 'network' | 'pieces' | 'loopback' | 'gateway'

/** `values` in the words of rules and the packet language; any of them. */
export interface Constraint {
  readonly field: string
  readonly values: readonly string[]
}

export interface DifferenceWitness {
  /** In the packet language. */
  readonly packet: string
  /** Whether the reference was seen to treat it differently, so that it has an outcome on one side only. */
  readonly isShown: boolean
  readonly old: Told
  readonly new: Told
}

/** What the reference says of a packet. */
export interface Told {
  /** A sentence without its subject. */
  readonly fate: string
  /** The rule that decided, or null: a policy, or none at all. */
  readonly rule: Place | null
  readonly trace: readonly TraceLine[]
}
