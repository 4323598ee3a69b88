import type { IntervalSet } from '../net/index.ts'
import type { Field } from './field.ts'

/** A test of one field: `(field & mask) in values`, or not in. */
export interface Match {
  readonly kind: 'match'
  readonly field: Field
  /** Null: all bits. */
  readonly mask: bigint | null
  readonly negated: boolean
  readonly values: Values
}

/** Empty never means any: `values` has at least one member, which the constructors assert. */
export type Values =
  | { readonly kind: 'numbers'; readonly set: IntervalSet }
  /** Interface names; a trailing `*` stands for any rest. */
  | { readonly kind: 'names'; readonly patterns: readonly string[] }
  /**
   * One address, which the loader knows: it writes one such rule for each member of that set; until then there is
   * no rule. For targets without sets.
   */
  | { readonly kind: 'at-boot'; readonly set: string }

/** A test of one or several fields, side by side, against a named set of the same table. */
export interface Lookup {
  readonly kind: 'lookup'
  readonly fields: readonly Field[]
  readonly negated: boolean
  readonly set: string
}

/** What a rule does on its way; none of these ends it but `limit`, which goes on only while tokens are left. */
export type Effect =
  | { readonly kind: 'counter' }
  | { readonly kind: 'limit'; readonly ratePerMinute: number; readonly burst: number }
  | { readonly kind: 'log'; readonly prefix: string }
  | { readonly kind: 'set-mark'; readonly mark: bigint }

/** How a rule ends. */
export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'goto'; readonly chain: string }
  | { readonly kind: 'return' }
  /** To this port of the primary address of the interface by which the packet came. */
  | { readonly kind: 'redirect'; readonly port: number }
  | { readonly kind: 'reject'; readonly with: 'tcp reset' | 'icmp port-unreachable' }

export type Statement = Match | Lookup | Effect | Verdict
