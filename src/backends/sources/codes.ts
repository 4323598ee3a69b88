/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { SourceCode } from '../../diagnostics/index.ts'
export { sourceCodes } from '../../diagnostics/index.ts'
