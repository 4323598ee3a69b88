import type { Family } from '../../../net/index.ts'
import type { Codec, Scope } from './codec.ts'
import type { Place } from './place.ts'
import type { Reading } from './reading.ts'

/** Hooks by the names of the built-in chains that hang there. */
export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING'

/** One option of a match or target. */
export interface Option<T> {
  readonly codec: Codec<T>
  /** Whether `!` may stand before it. */
  readonly inverts: boolean
  /** Other names of the option, each with the way its arguments are read. The first codec prints. */
  readonly spellings: Readonly<Record<string, Codec<T>>>
  /** The name under which iptables-save prints this value, where it has several. */
  printAs?(value: T): string
}

/** Options in the order in which iptables-save prints them. */
export type Options = Readonly<Record<string, Option<unknown>>>

/** An option as a rule gives it. */
export interface Given<T> {
  readonly value: T
  readonly negated: boolean
  /** From the option's name to the end of its arguments; of the whole match or target where it was left out. */
  readonly place: Place
}

type ValueOf<O> = O extends Option<infer T> ? T : never

/** The options of a match or target that stand in a rule, or that iptables fills in. */
export type Chosen<O> = { readonly [K in keyof O]?: Given<ValueOf<O[K]>> }

/** A match or target of iptables: what it takes, and where the kernel lets it stand. */
export interface Extension<O extends Options = Options> {
  readonly options: O
  /** Undefined: both. */
  readonly family?: Family
  /** The rule must test for one of these protocols, not negated. */
  readonly protocols?: readonly number[]
  /** The same, where it hangs on what the options say. */
  protocolsWith?(chosen: Chosen<O>): readonly number[] | undefined
  /** Whether the test for the protocol has to stand before the option: iptables looks back for it (fields `protocols`, `protocolsWith`). */
  readonly protocolFirst?: true
  readonly tables?: readonly string[]
  /** Hooks from which a packet may come to the rule. */
  hooks?(chosen: Chosen<O>): readonly Hook[] | undefined
  /** Fills in what iptables fills in, leaves out what iptables-save leaves out, and refuses what makes no sense. */
  finish?(chosen: Chosen<O>, scope: Scope, place: Place): Reading<Chosen<O>>
}

/** Keeps the types of the options, so that `finish` and the syntax tree know them. */
export const extension = <const O extends Options>(spec: Extension<O>): Extension<O> => spec

/** An option that cannot be negated. */
export const option = <T>(
  codec: Codec<T>,
  spellings: Readonly<Record<string, Codec<T>>> = {},
): Option<T> => ({ codec, inverts: false, spellings })

/** An option that `!` may stand before. */
export const invertible = <T>(
  codec: Codec<T>,
  spellings: Readonly<Record<string, Codec<T>>> = {},
): Option<T> => ({ codec, inverts: true, spellings })
