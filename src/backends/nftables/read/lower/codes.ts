/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { NftLoadCode } from '../../../../diagnostics/index.ts'
export { nftLoadCodes } from '../../../../diagnostics/index.ts'
