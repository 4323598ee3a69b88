/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { IptablesReadCode } from '../../../diagnostics/index.ts'
export { iptablesReadCodes } from '../../../diagnostics/index.ts'
