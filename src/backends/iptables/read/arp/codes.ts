/** Codes of what is wrong with a file for arptables-restore: a closed list with one-line summaries. */
export const arptablesReadCodes = {
  'arptables-too-large': 'the file is larger than any ruleset',
  'arptables-line': 'a line that arptables-restore cannot read',
  'arptables-value': 'a value that the option does not take',
  'arptables-unknown-chain': 'a chain that is not there',
  'arptables-chain-loop': 'chains that jump in a circle',
} as const

export type ArptablesReadCode = keyof typeof arptablesReadCodes

/** Limits of such a file, each named once. */
export const arptablesLimits = {
  /** In UTF-16 units. */
  units: 4 * 1024 * 1024,
  rules: 50_000,
  diagnostics: 100,
} as const
