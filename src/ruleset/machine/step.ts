import type { Interval } from '../../net/index.ts'
import type { MachineField } from './field.ts'
import type { MapEntry, Members, VerdictEntry } from './members.ts'
import type { HeldVerdict } from './verdict.ts'

/**
 * One thing after the other that a rule does. A test that does not hold ends the rule, and what came before it has
 * happened. A verdict ends it too.
 */
export type Step =
  | Test
  | Choice
  | Note
  | SetMark
  | SetField
  | Notrack
  | Translate
  | Tproxy
  | Escape
  | VerdictMap
  | VerdictStep
  | Opaque

/** `field & mask`; the mask is null for all bits. */
export interface Selector {
  readonly field: MachineField
  readonly mask: bigint | null
}

/**
 * Holds iff the packet has every field of the key and the key is, or with `negated` is not, among the values.
 * A field that the packet has not breaks the rule, negated or not (`NFT_BREAK`).
 */
export interface Test {
  readonly kind: 'test'
  readonly key: readonly Selector[]
  readonly negated: boolean
  readonly among: Among
  /** What the tests of x_tables drop by themselves: a TCP or UDP header that is cut off, a fragment in its middle. */
  readonly hotdrop: boolean
}

export type Among =
  | { readonly kind: 'members'; readonly members: Members }
  /** A named set of the same table. */
  | { readonly kind: 'set'; readonly name: string }
  /** The client-facing addresses, spelt out by the loader, one rule for each, where there are no sets. */
  | { readonly kind: 'client-facing' }

/**
 * Goes on or not, and the ruleset does not say which: limits, quotas, counts of connections, chance, the time of day.
 * Either must be reckoned with.
 */
export interface Choice {
  readonly kind: 'choice'
  readonly why: 'limit' | 'quota' | 'connections' | 'chance' | 'time' | 'set-update'
  readonly text: string
}

/** Changes nobody's fate: counters, logs, comments, priorities of queueing. */
export interface Note {
  readonly kind: 'note'
  readonly text: string
}

/** `target := (target & keep) ^ (source & take) ^ flip`, all 32 bits wide; without a source `take` is 0. */
export interface SetMark {
  readonly kind: 'set-mark'
  readonly target: 'meta mark' | 'ct mark'
  readonly keep: bigint
  readonly source: 'meta mark' | 'ct mark' | null
  readonly take: bigint
  readonly flip: bigint
}

/** Writes a header field, statelessly: conntrack has seen the old value, or will see the new one. */
export interface SetField {
  readonly kind: 'set-field'
  readonly field: MachineField
  /** Null: not known what. */
  readonly value: bigint | null
}

/** Conntrack leaves the packet alone: UNTRACKED, no NAT. Nothing happens where conntrack has it already. */
export interface Notrack {
  readonly kind: 'notrack'
}

/** Sets up the connection's translation and, where that succeeds, ends the chain by accepting. */
export interface Translate {
  readonly kind: 'translate'
  readonly nat: 'dnat' | 'snat' | 'masquerade' | 'redirect'
  readonly target: TranslationTarget
}

export type TranslationTarget =
  /** Null leaves that part as it is; for redirect and masquerade the kernel chooses the address. */
  | {
      readonly kind: 'fixed'
      readonly addresses: Interval | null
      readonly ports: Interval | null
      /** With netmap the bits of the network are exchanged and the host's stay. */
      readonly netmap: boolean
    }
  | {
      readonly kind: 'map'
      readonly key: readonly Selector[]
      readonly entries: readonly MapEntry[] | { readonly map: string }
      readonly netmap: boolean
    }
  /** Not known where to: anywhere. */
  | { readonly kind: 'opaque' }

/** Handed to a local socket untranslated; without a matching route the packet is forwarded as ever. Goes on in nft. */
export interface Tproxy {
  readonly kind: 'tproxy'
  readonly address: bigint | null
  readonly port: bigint | null
}

/** Leaves the path that rules can follow; the packet itself goes on, but for `forward`. */
export interface Escape {
  readonly kind: 'escape'
  readonly way: 'offload' | 'duplicate' | 'forward'
  readonly text: string
}

/** Ends the rule by the verdict of the entry that holds the key; no entry, no match. */
export interface VerdictMap {
  readonly kind: 'verdict-map'
  readonly key: readonly Selector[]
  readonly entries: readonly VerdictEntry[] | { readonly map: string }
}

export interface VerdictStep {
  readonly kind: 'verdict'
  readonly verdict: HeldVerdict
}

/**
 * What no reader understood. It may hold or not; with `mayEnd` it may also accept, drop or translate the packet, or
 * send it elsewhere. It is never skipped: where it matters the answer is undecided.
 */
export interface Opaque {
  readonly kind: 'opaque'
  readonly text: string
  readonly mayEnd: boolean
  /** The one network protocol about whose packets there is no doubt: they go on. */
  readonly except?: 'ipv4' | 'ipv6'
}
