/** Limits of what is made of a document; the readers before have bounded its size. */
export const nftLoadLimits = {
  diagnostics: 100,
  /** Nodes within each other that are followed; both readers stop at or below it. */
  depth: 200,
  /**
   * Chains on one path, the base chain among them: NFT_JUMP_STACK_SIZE, include/net/netfilter/nf_tables.h.
   * The kernel counts goto like jump when it checks (`nft_immediate_validate`, net/netfilter/nft_immediate.c).
   */
  chainsOnPath: 16,
  /** Pairs of elements that are held against each other for overlaps, in one set. */
  comparisons: 2_000_000,
  /** UTF-16 units of a rule or a statement that are kept for people. */
  textLength: 2000,
} as const
