/** Codes of why a ruleset that reads well would not load, or would not be what it looks like: a closed list. */
export const nftLoadCodes = {
  'nft-load-missing': 'something that is not there: the load fails whole',
  'nft-load-exists': 'something that is there already, or otherwise: the load fails whole',
  'nft-load-busy': 'something is deleted that is still in use: the load fails whole',
  'nft-load-loop': 'chains that jump in a circle: the kernel refuses them',
  'nft-load-depth': 'jumps that are nested deeper than the kernel follows',
  'nft-load-hook': 'a statement or a chain that the kernel does not take at that hook',
  'nft-load-incomplete': 'an object or a statement that lacks what nft asks for',
  'nft-load-value': 'a value that does not fit where it stands',
  'nft-load-overlap': 'intervals of one set that overlap',
  'nft-load-conflict': 'a rule that asks a packet for two protocols at once',
  'nft-load-unknown': 'a part that was not understood: what the kernel would hold is not known',
  'nft-load-lost-hook': 'a base chain that loses its hook and its policy when it is loaded',
  'nft-load-ignored': 'something that nft reads past, in some releases at least',
  'nft-load-hostname': 'a name that nft would ask the resolver for when the ruleset loads',
  'nft-load-json': 'the text is no JSON that nft reads',
  'nft-load-more': 'there is more to tell than is told',
} as const

export type NftLoadCode = keyof typeof nftLoadCodes
