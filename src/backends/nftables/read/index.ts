/** Rulesets of nftables, read: text and JSON, as what a kernel holds. */
export { type NftJsonMachineOptions, readNftJsonMachine } from './json/read-machine.ts'
export {
  type LoweredNft,
  type LowerNftOptions,
  lowerNft,
  type NftLoadCode,
  type NftLoadDiagnostic,
  nftLoadCodes,
  nftLoadLimits,
} from './lower/index.ts'
export {
  type NftMachineReading,
  type NftTextMachineOptions,
  readNftTextMachine,
} from './read-text-machine.ts'
export {
  mayBeListing,
  type NftTextCode,
  type NftTextDiagnostic,
  type NftTextOptions,
  type NftTextReading,
  nftTextCodes,
  nftTextLimits,
  readNftText,
} from './text/index.ts'
