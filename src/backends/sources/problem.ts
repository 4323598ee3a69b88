import type { Severity, Span } from '../../diagnostics/diagnostic.ts'
import type { Place } from '../../ruleset/index.ts'
import type { ArptablesDiagnostic, LowerDiagnostic, RestoreDiagnostic } from '../iptables/index.ts'
import type { NftLoadDiagnostic, NftTextDiagnostic } from '../nftables/index.ts'
import type { SysctlDiagnostic } from '../sysctl/index.ts'
import type { TorrcDiagnostic } from '../torrc/index.ts'
import type { SourceCode } from './codes.ts'

/** A diagnostic of this room: `Diagnostic` with codes of its own. */
export interface InputDiagnostic {
  readonly code: SourceCode
  readonly severity: Severity
  readonly message: string
  readonly help: string
  readonly span: Span
}

/** All that reading a machine may tell. */
export type MachineDiagnostic =
  | InputDiagnostic
  | RestoreDiagnostic
  | LowerDiagnostic
  | ArptablesDiagnostic
  | NftTextDiagnostic
  | NftLoadDiagnostic
  | TorrcDiagnostic
  | SysctlDiagnostic

/** The line that a place is on; offsets within the source are not known of it. */
const spanAt = ({ source, line, column }: Place): Span => {
  const position = { offset: 0, line, column }
  return { source, start: position, end: position }
}

type Telling = readonly [code: SourceCode, message: string, help: string]

export const inputProblem = (
  severity: Severity,
  [code, message, help]: Telling,
  place: Place,
): InputDiagnostic => ({ code, severity, message, help, span: spanAt(place) })
