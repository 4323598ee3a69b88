/** Limits of lowering, each named once. */
export const lowerLimits = {
  /** Ways in which the tests of one rule may hold; a rule with more is opaque. */
  alternatives: 64,
  diagnostics: 100,
} as const
