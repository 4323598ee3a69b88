/** What a user is told: codes, places in a text, and how they are shown. Pure; nothing here writes anywhere. */
export type * from './codes.ts'
export {
  arptablesReadCodes,
  diagnosticCodes,
  differenceCodes,
  guaranteeCodes,
  iptablesLowerCodes,
  iptablesReadCodes,
  lintCodes,
  nftLoadCodes,
  nftTextCodes,
  packetCodes,
  policyCodes,
  sourceCodes,
  statusCodes,
  sysctlReadCodes,
  torrcReadCodes,
} from './codes.ts'
export type { Diagnostic, Outcome, Position, Severity, Span } from './diagnostic.ts'
export { hasErrors } from './diagnostic.ts'
export { codeFrame } from './frame.ts'
export { renderGithub } from './github.ts'
export type { HumanOptions, Sources } from './human.ts'
export { renderHuman } from './human.ts'
export { diagnosticRecord, JSON_SCHEMA_VERSION, renderJson } from './json.ts'
export { SHOWN_MAX } from './limits.ts'
export { nearest } from './nearest.ts'
export type { Paint, Role } from './paint.ts'
export { painter } from './paint.ts'
export type { SarifOptions } from './sarif.ts'
export { renderSarif } from './sarif.ts'
export { compareDiagnostics, sortDiagnostics } from './sort.ts'
export { visible, visibleJson } from './visible.ts'
