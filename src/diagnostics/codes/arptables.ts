/** Codes of what is wrong with a file for arptables-restore: a closed list with one-line summaries. */
export const arptablesReadCodes = {
  'arptables-too-large': 'the file is larger than any ruleset',
  'arptables-line': 'a line that arptables-restore cannot read',
  'arptables-value': 'a value that the option does not take',
  'arptables-unknown-chain': 'a chain that is not there',
  'arptables-chain-loop': 'chains that jump in a circle',
} as const

export type ArptablesReadCode = keyof typeof arptablesReadCodes
