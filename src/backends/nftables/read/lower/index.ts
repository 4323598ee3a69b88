/** From documents to what a kernel holds. */
export { type NftLoadCode, nftLoadCodes } from './codes.ts'
export { nftLoadLimits } from './limits.ts'
export { type LoweredNft, type LowerNftOptions, lowerNft } from './lower.ts'
export type { NftLoadDiagnostic } from './report.ts'
