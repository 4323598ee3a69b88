import type { Place } from '../ruleset/index.ts'
import type { GuaranteeId } from './guarantees/id.ts'

/**
 * - `proved`: it holds of every packet.
 * - `refuted`: packets are shown that break it.
 * - `undecided`: it hangs on what is opaque, or on more work than the limits allow.
 * - `not-asked`: what it needs was not given.
 */
export type GuaranteeVerdict = 'proved' | 'refuted' | 'undecided' | 'not-asked'

/** `unconditional`: whatever conntrack holds already. `empty-conntrack`: for what begins after the rules are loaded. */
export type Strength = 'unconditional' | 'empty-conntrack'

export interface Verification {
  /** Refuted outweighs undecided, and undecided proved; what was not asked has no weight. */
  readonly verdict: 'proved' | 'refuted' | 'undecided'
  readonly guarantees: readonly GuaranteeResult[]
}

export interface GuaranteeResult {
  readonly id: GuaranteeId
  readonly verdict: GuaranteeVerdict
  /** Of a proof: how strong. Of a refutation: which question found it. */
  readonly strength: Strength
  /** Sentences, each what was taken for granted. */
  readonly assumptions: readonly string[]
  readonly counterexamples: readonly Counterexample[]
  /** What was not understood and matters here. */
  readonly opaque: readonly OpaqueNode[]
  /** Why it is undecided or not asked; null otherwise. */
  readonly why: string | null
}

export interface OpaqueNode {
  readonly text: string
  readonly place: Place
}

export interface Counterexample {
  /** In the packet language. */
  readonly packet: string
  /** Whether it takes a connection that is older than the ruleset. */
  readonly needsOlderFlow: boolean
  /** From an empty conntrack: the packets that open the connection that it takes, in order. */
  readonly opening: readonly OpeningPacket[]
  /**
   * Whether the reference has seen it go so, in a gateway made up for it. Where it has not, the way that is told may end
   * elsewhere than the fate says.
   */
  readonly isReplayed: boolean
  /** Whether what breaks the guarantee is that the packet does not get where it is owed: that is dead, and not open. */
  readonly isMissed: boolean
  /** What becomes of it, one sentence. */
  readonly fate: string
  /** The way it takes, hook by hook and rule by rule. */
  readonly trace: readonly TraceLine[]
  /** The rule that lets it through, or null: no rule does, a policy or the lack of any rule. */
  readonly blame: Place | null
}

export interface OpeningPacket {
  /** In the packet language. */
  readonly packet: string
  /** What becomes of it, one sentence. */
  readonly fate: string
}

export interface TraceLine {
  /** `prerouting`, `inet qubes_tor_fw entry_client`; empty for what the kernel does between the rules. */
  readonly where: string
  readonly text: string
  readonly place: Place | null
}
