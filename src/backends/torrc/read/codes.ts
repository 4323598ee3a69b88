/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { TorrcReadCode } from '../../../diagnostics/index.ts'
export { torrcReadCodes } from '../../../diagnostics/index.ts'
