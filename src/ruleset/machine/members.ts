import type { Interval, IntervalSet } from '../../net/index.ts'
import type { HeldVerdict } from './verdict.ts'

/** What a key is compared with. Empty never means any: a set without members matches nothing. */
export type Members =
  /** For a key of one number. */
  | { readonly kind: 'numbers'; readonly set: IntervalSet }
  /** For a key of one interface name; a trailing `*` stands for any rest, `\*` for a star. */
  | { readonly kind: 'names'; readonly patterns: readonly string[] }
  /** For a key of several selectors: one part for each. */
  | { readonly kind: 'tuples'; readonly tuples: readonly Tuple[] }

export type Tuple = readonly Part[]

export type Part =
  | { readonly kind: 'interval'; readonly interval: Interval }
  | { readonly kind: 'name'; readonly pattern: string }
  /** The catch-all element `*`: it stands alone, and whatever no other element holds falls to it. */
  | { readonly kind: 'otherwise' }

/** An entry of a verdict map; `tuple` has one part for each selector of the key. */
export interface VerdictEntry {
  readonly tuple: Tuple
  readonly verdict: HeldVerdict
}

/** An entry of a map that a translation looks its target up in. */
export interface MapEntry {
  readonly tuple: Tuple
  readonly addresses: Interval | null
  readonly ports: Interval | null
}
