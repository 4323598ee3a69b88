/** Codes of files of which it is not even seen what they are. */
export const rulesetCodes = {
  'ruleset-empty': 'a file that holds nothing, as one that was cut off does',
  'ruleset-unknown': 'a file of which nothing tells what it is',
} as const

export type RulesetCode = keyof typeof rulesetCodes
