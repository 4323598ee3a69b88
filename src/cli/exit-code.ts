/** What the process says when it ends: the one thing a script reads. A closed list, with a sentence each. */
export const exitCodes = {
  fine: { code: 0, meaning: 'All is well: the work is done and nothing was found.' },
  finding: {
    code: 1,
    meaning:
      'Something was found: an error in the policy, a leak, or a file that differs from what it should be.',
  },
  usage: { code: 2, meaning: 'The command line makes no sense; nothing was done.' },
  failed: {
    code: 3,
    meaning: 'It could not run: a file that cannot be read or written, or a bug in this program.',
  },
  undecided: {
    code: 4,
    meaning: 'The question could not be decided, which is never to be taken for a yes.',
  },
  'rolled-back': {
    code: 5,
    meaning: 'A ruleset was applied, did not hold, and the one before it was put back.',
  },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly meaning: string }>>

export type Exit = keyof typeof exitCodes
