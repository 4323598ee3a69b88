/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { ArptablesReadCode } from '../../../../diagnostics/index.ts'
export { arptablesReadCodes } from '../../../../diagnostics/index.ts'

/** Limits of such a file, each named once. */
export const arptablesLimits = {
  /** In UTF-16 units. */
  units: 4 * 1024 * 1024,
  rules: 50_000,
  diagnostics: 100,
} as const
