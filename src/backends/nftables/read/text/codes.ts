/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { NftTextCode } from '../../../../diagnostics/index.ts'
export { nftTextCodes } from '../../../../diagnostics/index.ts'
