/** Codes of what is wrong with several sources taken as one machine: a closed list with one-line summaries. */
export const sourceCodes = {
  'input-empty': 'a file that says nothing',
  'input-not-text': 'a file of bytes that no ruleset has',
  'input-unclear': 'a file that is none of the kinds that are read',
  'input-repeated': 'a table that is given twice, alike',
  'input-contradiction': 'a table that is given twice, and not alike',
  'input-torrcs': 'more torrcs than tor reads',
  'input-translation': "nft's text of a table of iptables-nft, which is not what the kernel holds",
  'input-xt-mismatch': 'a save that does not fit the listing that it should decode',
} as const

export type SourceCode = keyof typeof sourceCodes
