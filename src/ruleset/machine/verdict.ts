/** How a rule ends; `continue` goes on with the next rule, as if the rule had no verdict. */
export type HeldVerdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return' }
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'goto'; readonly chain: string }
  /**
   * Handed to a program. Whoever listens may let it go on at the next hook. Where nobody listens it is dropped, or,
   * with bypass, goes on at the next hook: the rest of this base chain is skipped.
   */
  | { readonly kind: 'queue'; readonly bypass: boolean }
  /** Dropped, and answered by a packet that the kernel makes. */
  | { readonly kind: 'reject'; readonly with: RejectKind }
  /** Taken by the kernel, which answers in its owner's place (SYNPROXY). */
  | { readonly kind: 'synproxy' }

/** What a reject answers: a TCP reset, or an ICMP error of some code. */
export type RejectKind = 'tcp-reset' | 'icmp'
