import type { BaseHook, HeldFamily } from './hook.ts'
import type { MapEntry, Members, VerdictEntry } from './members.ts'
import type { Place } from './place.ts'
import type { Step } from './step.ts'

/**
 * What one kernel holds once all sources are loaded: the other half of the IR. A transaction says what is asked for,
 * a machine what then stands there, whoever wrote it. Readers make it; the reference and the verifier judge it.
 *
 * Tables stand in the order in which they were loaded, which decides between chains of equal priority: the kernel runs
 * the newer one first (`nf_hook_entries_grow`, net/netfilter/core.c). No listing shows that order.
 */
export interface Machine {
  readonly tables: readonly HeldTable[]
  /** Families of which something was shown. What was not shown is open, never closed. */
  readonly shown: { readonly ipv4: boolean; readonly ipv6: boolean; readonly arp: boolean }
}

export interface HeldTable {
  /** `nft`: a table of nftables. `legacy`: a table of x_tables, whose hooks are its own. */
  readonly engine: 'nft' | 'legacy'
  readonly family: HeldFamily
  readonly name: string
  /** A dormant table registers no hook: it is as if it were not there. */
  readonly isDormant: boolean
  readonly sets: readonly HeldSet[]
  readonly maps: readonly HeldMap[]
  readonly chains: readonly HeldChain[]
  readonly place: Place
}

export interface HeldChain {
  readonly name: string
  /** Null: a chain that only a jump or goto reaches. */
  readonly base: HeldBase | null
  readonly rules: readonly HeldRule[]
  readonly place: Place
}

export interface HeldBase {
  readonly type: 'filter' | 'nat' | 'route'
  readonly hook: BaseHook
  /** Lower comes first. Chains of type nat sort by it among themselves only: all hang at -100 or +100. */
  readonly priority: number
  readonly policy: 'accept' | 'drop'
  /** For the hooks of a device: which ones. */
  readonly devices: readonly string[]
}

export interface HeldRule {
  readonly steps: readonly Step[]
  /** The rule as its source writes it, on one line, for people. */
  readonly text: string
  /** The rule's comment, empty for none. Ours name the intent and the line of policy. */
  readonly comment: string
  readonly place: Place
  /**
   * Whether loading this rule switches conntrack on for the table's families: any expression that needs it does,
   * whether or not the rule is ever reached (`nf_ct_netns_get`).
   */
  readonly asksConntrack: boolean
  /** Left out: for all families of the table. `snat ip` and `dnat ip6` in inet ask for that one alone (nft_nat_init). */
  readonly asksConntrackOf?: 'ipv4' | 'ipv6'
}

/** A named set, or an anonymous one of several fields. */
export interface HeldSet {
  readonly name: string
  readonly members: Members
  /** Whether something else than the ruleset fills it: packets (`flags dynamic`), time, another program, the loader. */
  readonly contents: SetContents
  readonly place: Place
}

/**
 * - `fixed`: what stands there.
 * - `arbitrary`: anything, at any time; what stands there is worth nothing.
 * - `client-facing`: the addresses by which clients know the gateway, which the loader fills in: any address that a
 *   client's interface bears, and no other.
 */
export type SetContents = 'fixed' | 'arbitrary' | 'client-facing'

export interface HeldMap {
  readonly name: string
  readonly entries:
    | { readonly kind: 'verdicts'; readonly list: readonly VerdictEntry[] }
    | { readonly kind: 'targets'; readonly list: readonly MapEntry[] }
    /** Marks, counters and what else a map may give: what it gives is not known. */
    | { readonly kind: 'opaque' }
  readonly contents: 'fixed' | 'arbitrary'
  readonly place: Place
}
