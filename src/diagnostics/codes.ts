import { guaranteeCodes } from './codes/guarantees.ts'
import { iptablesReadCodes } from './codes/iptables.ts'
import { nftTextCodes } from './codes/nft-text.ts'
import { packetCodes } from './codes/packets.ts'
import { policyCodes } from './codes/policy.ts'

export type { GuaranteeCode } from './codes/guarantees.ts'
export { guaranteeCodes } from './codes/guarantees.ts'
export type { IptablesReadCode } from './codes/iptables.ts'
export { iptablesReadCodes } from './codes/iptables.ts'
export type { NftTextCode } from './codes/nft-text.ts'
export { nftTextCodes } from './codes/nft-text.ts'
export type { PacketCode } from './codes/packets.ts'
export { packetCodes } from './codes/packets.ts'
export type { CheckCode, PolicyCode, ReadingCode } from './codes/policy.ts'
export { checkCodes, policyCodes, readingCodes } from './codes/policy.ts'

const allCodes = {
  ...policyCodes,
  ...nftTextCodes,
  ...iptablesReadCodes,
  ...packetCodes,
  ...guaranteeCodes,
} as const

/** Every code there is: a closed list; each has a section in docs/diagnostics.md with an example that is run. */
export type DiagnosticCode = keyof typeof allCodes

/** Each code with its one-line summary. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, string>> = allCodes
