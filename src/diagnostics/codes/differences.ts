/** What `diff` finds: packets that two rulesets treat differently. */
export const differenceCodes = {
  'difference-more': 'packets get through, or are answered, that were not before',
  'difference-less': 'packets get through, or are answered, no more',
  'difference-otherwise': 'packets come out otherwise than before',
  'difference-undecided': 'packets may differ, and it is not shown that they do',
} as const

export type DifferenceCode = keyof typeof differenceCodes
