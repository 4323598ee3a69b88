/** Codes of what is wrong with a torrc: a closed list with one-line summaries. */
export const torrcReadCodes = {
  'torrc-too-large': 'the file is larger than any torrc',
  'torrc-not-text': 'the file holds bytes that no torrc has',
  'torrc-line': 'a line that tor cannot read',
  'torrc-value': 'a value that the option does not take',
  'torrc-port-conflict': 'a kind of port that is both closed and open',
  'torrc-unknown-flag': 'a word behind a port that tor does not know there',
  'torrc-abbreviation': 'an option whose name is cut short',
  'torrc-obsolete': 'an option that tor no longer heeds',
  'torrc-include': 'a file that is read in, and was not read here',
  'torrc-unknown-address': 'a listener at a name instead of an address',
} as const

export type TorrcReadCode = keyof typeof torrcReadCodes
