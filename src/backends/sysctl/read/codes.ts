/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { SysctlReadCode } from '../../../diagnostics/index.ts'
export { sysctlReadCodes } from '../../../diagnostics/index.ts'
