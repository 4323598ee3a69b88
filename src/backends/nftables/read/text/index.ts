/** The reader of nft text. */
export { type NftTextCode, nftTextCodes } from './codes.ts'
export type { NftTextDiagnostic } from './input.ts'
export { nftTextLimits } from './limits.ts'
export { mayBeListing } from './listing.ts'
export { type NftTextOptions, type NftTextReading, readNftText } from './read.ts'
