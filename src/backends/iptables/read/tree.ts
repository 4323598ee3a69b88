import type { Family } from '../../../net/index.ts'
import type { Chosen, Extension, Given, Hook } from './extension.ts'
import type { matchExtensions, targetExtensions } from './extensions/index.ts'
import type { Place } from './place.ts'
import type { AddressMask } from './values/address.ts'

type OptionsOf<E> = E extends Extension<infer O> ? O : never

/**
 * A match of a rule, under the name that `-m` gives it: `{ kind: 'tcp', options: { dport: { value, negated } } }`.
 * What iptables fills in stands there as if it had been written.
 */
export type KnownMatch = {
  readonly [K in keyof typeof matchExtensions]: {
    readonly kind: K
    readonly options: Chosen<OptionsOf<(typeof matchExtensions)[K]>>
    readonly place: Place
  }
}[keyof typeof matchExtensions]

/** What is read as text alone: it may match or not. */
export interface OpaqueMatch {
  readonly kind: 'opaque-match'
  readonly name: string
  /** Its options as they stand in the rule, `!` among them. */
  readonly words: readonly string[]
  readonly place: Place
}

export type Match = KnownMatch | OpaqueMatch

/** A target under the name that `-j` gives it. */
export type KnownTarget = {
  readonly [K in keyof typeof targetExtensions]: {
    readonly kind: K
    readonly options: Chosen<OptionsOf<(typeof targetExtensions)[K]>>
    readonly place: Place
  }
}[keyof typeof targetExtensions]

/** What is read as text alone: it may accept, drop, change or send on the packet. */
export interface OpaqueTarget {
  readonly kind: 'opaque-target'
  readonly name: string
  readonly words: readonly string[]
  readonly place: Place
}

export type Target =
  | KnownTarget
  | OpaqueTarget
  /** The packet goes on in that chain, and comes back after it (`jump`) or not (`goto`). */
  | { readonly kind: 'jump'; readonly chain: string; readonly place: Place }
  | { readonly kind: 'goto'; readonly chain: string; readonly place: Place }
  /** The rule counts, and the packet goes on. */
  | { readonly kind: 'none' }

export interface Counters {
  readonly packets: bigint
  readonly bytes: bigint
}

/** Header tests, matches in the order in which they are asked, and the target. */
export interface Rule {
  readonly kind: 'rule'
  readonly source: Given<AddressMask> | null
  readonly destination: Given<AddressMask> | null
  /** A `+` at the end stands for any rest. */
  readonly inInterface: Given<string> | null
  readonly outInterface: Given<string> | null
  /** 1 to 255: a rule for all protocols has none. */
  readonly protocol: Given<number> | null
  /** IPv4: `-f` is every fragment but the first. */
  readonly fragment: Given<true> | null
  readonly matches: readonly Match[]
  readonly target: Target
  readonly counters: Counters | null
  readonly place: Place
}

export type Policy = 'ACCEPT' | 'DROP'

/** Comma lists are taken apart: the rules follow one another in the order of the lists. */
interface WithRules<K> {
  readonly kind: K
  readonly chain: string
  readonly rules: readonly Rule[]
  readonly place: Place
}

/** One line of a table, in the order of the file. */
export type Command =
  /** `:INPUT DROP [0:0]`; policy null is `-`. A user chain is made, or emptied where it is there already. */
  | {
      readonly kind: 'chain'
      readonly chain: string
      readonly policy: Policy | null
      readonly counters: Counters | null
      readonly place: Place
    }
  | WithRules<'append'>
  | WithRules<'delete-rule'>
  | WithRules<'check'>
  /** Each of the rules goes to the same place, so that the last one comes first. */
  | {
      readonly kind: 'insert'
      readonly chain: string
      /** From 1. */
      readonly at: number
      readonly rules: readonly Rule[]
      readonly place: Place
    }
  | {
      readonly kind: 'replace'
      readonly chain: string
      readonly at: number
      readonly rules: readonly Rule[]
      readonly place: Place
    }
  | {
      readonly kind: 'delete-at'
      readonly chain: string
      readonly at: number
      readonly place: Place
    }
  | { readonly kind: 'new-chain'; readonly chain: string; readonly place: Place }
  /** Null: all chains. */
  | {
      readonly kind: 'delete-chain' | 'flush' | 'list' | 'list-rules'
      readonly chain: string | null
      readonly place: Place
    }
  /** Counters back to zero. */
  | {
      readonly kind: 'zero'
      readonly chain: string | null
      readonly at: number | null
      readonly place: Place
    }
  | {
      readonly kind: 'rename'
      readonly chain: string
      readonly to: string
      readonly place: Place
    }
  | {
      readonly kind: 'policy'
      readonly chain: string
      readonly policy: Policy
      readonly place: Place
    }
  /** A line for the other family, behind `--ipv4` or `--ipv6`: iptables-restore passes over it. */
  | { readonly kind: 'other-family'; readonly words: readonly string[]; readonly place: Place }

/** From `*table` to COMMIT: takes effect at once. */
export interface Block {
  readonly kind: 'block'
  readonly table: string
  readonly commands: readonly Command[]
  readonly place: Place
}

/** A chain as it stands after the last COMMIT. */
export interface Chain {
  readonly name: string
  /** Null: a chain that only a jump or goto reaches. */
  readonly hook: Hook | null
  /** Of built-in chains. Null: the file does not say, and it stays what it was. */
  readonly policy: Policy | null
  readonly rules: readonly Rule[]
}

/** A table as it stands after the last COMMIT. With `noflush`, only what the file adds to what was there. */
export interface Table {
  readonly name: string
  /** Built-in chains first, in the order of the packet's way; then the others as they were made. */
  readonly chains: readonly Chain[]
}

/**
 * How the family came to be known: the caller said it, a comment of ip6tables-save says it, an address or option is
 * of one family alone, or the file would load in both and was taken for IPv4.
 */
export type FamilySource = 'given' | 'header' | 'contents' | 'assumed'

/** A file for iptables-restore or ip6tables-restore. Inert; places are of the text it was read from. */
export interface RestoreFile {
  readonly kind: 'restore-file'
  readonly source: string
  readonly family: Family
  readonly familySource: FamilySource
  readonly noflush: boolean
  readonly blocks: readonly Block[]
  /** What the blocks come to, in the order in which the tables are first named. */
  readonly tables: readonly Table[]
}
