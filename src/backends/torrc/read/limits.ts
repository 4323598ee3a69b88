/** Limits of a torrc, each named once. */
export const torrcLimits = {
  /** In UTF-16 units. */
  units: 4 * 1024 * 1024,
  lines: 100_000,
  diagnostics: 100,
} as const
