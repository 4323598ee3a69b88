import { arptablesReadCodes } from './codes/arptables.ts'
import { artefactCodes } from './codes/artefacts.ts'
import { differenceCodes } from './codes/differences.ts'
import { guaranteeCodes } from './codes/guarantees.ts'
import { iptablesReadCodes } from './codes/iptables.ts'
import { iptablesLowerCodes } from './codes/iptables-lower.ts'
import { lintCodes } from './codes/lints.ts'
import { nftLoadCodes } from './codes/nft-load.ts'
import { nftTextCodes } from './codes/nft-text.ts'
import { packetCodes } from './codes/packets.ts'
import { policyCodes } from './codes/policy.ts'
import { sourceCodes } from './codes/sources.ts'
import { statusCodes } from './codes/status.ts'
import { sysctlReadCodes } from './codes/sysctl.ts'
import { torrcReadCodes } from './codes/torrc.ts'

export type { ArptablesReadCode } from './codes/arptables.ts'
export { arptablesReadCodes } from './codes/arptables.ts'
export type { ArtefactCode } from './codes/artefacts.ts'
export { artefactCodes } from './codes/artefacts.ts'
export type { DifferenceCode } from './codes/differences.ts'
export { differenceCodes } from './codes/differences.ts'
export type { GuaranteeCode } from './codes/guarantees.ts'
export { guaranteeCodes } from './codes/guarantees.ts'
export type { IptablesReadCode } from './codes/iptables.ts'
export { iptablesReadCodes } from './codes/iptables.ts'
export type { IptablesLowerCode } from './codes/iptables-lower.ts'
export { iptablesLowerCodes } from './codes/iptables-lower.ts'
export type { LintCode } from './codes/lints.ts'
export { lintCodes } from './codes/lints.ts'
export type { NftLoadCode } from './codes/nft-load.ts'
export { nftLoadCodes } from './codes/nft-load.ts'
export type { NftTextCode } from './codes/nft-text.ts'
export { nftTextCodes } from './codes/nft-text.ts'
export type { PacketCode } from './codes/packets.ts'
export { packetCodes } from './codes/packets.ts'
export type { CheckCode, PolicyCode, ReadingCode } from './codes/policy.ts'
export { checkCodes, policyCodes, readingCodes } from './codes/policy.ts'
export type { SourceCode } from './codes/sources.ts'
export { sourceCodes } from './codes/sources.ts'
export type { StatusCode } from './codes/status.ts'
export { statusCodes } from './codes/status.ts'
export type { SysctlReadCode } from './codes/sysctl.ts'
export { sysctlReadCodes } from './codes/sysctl.ts'
export type { TorrcReadCode } from './codes/torrc.ts'
export { torrcReadCodes } from './codes/torrc.ts'

const allCodes = {
  ...policyCodes,
  ...sourceCodes,
  ...nftTextCodes,
  ...nftLoadCodes,
  ...iptablesReadCodes,
  ...iptablesLowerCodes,
  ...arptablesReadCodes,
  ...torrcReadCodes,
  ...sysctlReadCodes,
  ...packetCodes,
  ...guaranteeCodes,
  ...differenceCodes,
  ...artefactCodes,
  ...lintCodes,
  ...statusCodes,
} as const

/** Every code there is: a closed list; each has a section in docs/diagnostics.md with an example that is run. */
export type DiagnosticCode = keyof typeof allCodes

/** Each code with its one-line summary. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, string>> = allCodes
