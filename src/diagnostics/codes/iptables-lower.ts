/** Codes of what a file that reads well leaves open: a closed list with one-line summaries. */
export const iptablesLowerCodes = {
  'iptables-unknown-account': 'an account by name, whose number is not known here',
} as const

export type IptablesLowerCode = keyof typeof iptablesLowerCodes
