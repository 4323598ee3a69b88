/** Every limit of the reader of nft text, with the reason for its size. */
export const nftTextLimits = {
  /** UTF-16 units of all the files together: rulesets of a hundred thousand rules stay below. */
  units: 16 * 1024 * 1024,
  tokens: 8_000_000,
  /** Braces and parentheses, and definitions within definitions. The parser recurses, so this guards the stack. */
  depth: 100,
  /** nft itself stops at 16 levels: MAX_INCLUDE_DEPTH, include/nftables.h. */
  includeDepth: 16,
  includes: 1000,
  /**
   * Nodes that variables may expand to. Definitions that name each other twice would double at each step.
   */
  expansion: 2_000_000,
  diagnostics: 100,
  /** NFT_NAME_MAXLEN less its terminator, include/uapi/linux/netfilter/nf_tables.h. */
  nameBytes: 255,
  /** NFTNL_UDATA_COMMENT_MAXLEN, libnftnl. */
  commentBytes: 128,
  /** NF_LOG_PREFIXLEN less its terminator. */
  logPrefixBytes: 127,
  /** IFNAMSIZ less its terminator. */
  interfaceNameBytes: 15,
} as const
