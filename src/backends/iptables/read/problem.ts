import type { Severity, Span } from '../../../diagnostics/diagnostic.ts'
import type { IptablesReadCode } from './codes.ts'
import { restoreLimits } from './limits.ts'
import type { Place } from './place.ts'
import { spanOf } from './place.ts'
import type { Fault } from './reading.ts'

/** A diagnostic of this reader: `Diagnostic` with codes of its own. */
export interface RestoreDiagnostic {
  readonly code: IptablesReadCode
  readonly severity: Severity
  readonly message: string
  readonly help: string
  readonly span: Span
}

/** What follows from every error but an open quote, for whoever reads one line alone. */
export const leavesOpen =
  'iptables-restore refuses the file, and a file that does not load leaves everything open'

/** Where what is wrong is collected; once full, the rest is not told. */
export interface Problems {
  readonly source: string
  readonly list: RestoreDiagnostic[]
  errors: number
}

export const noProblems = (source: string): Problems => ({ source, list: [], errors: 0 })

/** Whether reading on tells nothing new. Warnings never end it: what is not read would seem not to be there. */
export const isFull = ({ errors }: Problems): boolean => errors >= restoreLimits.diagnostics

const add = (
  problems: Problems,
  severity: Severity,
  fault: Omit<Fault, 'kind'>,
  help: string,
  place: Place,
): void => {
  const span = spanOf(problems.source, place)
  problems.list.push({ code: fault.code, severity, message: fault.message, help, span })
}

export const refuse = (problems: Problems, fault: Fault, place: Place): void => {
  if (isFull(problems)) return
  problems.errors += 1
  // What iptables would load all the same, as something else than it seems, says so itself.
  const loads = fault.code === 'iptables-open-quote'
  const help = fault.help && !loads ? `${fault.help}; ${leavesOpen}` : (fault.help ?? leavesOpen)
  add(problems, 'error', fault, help, place)
}

export const warn = (problems: Problems, fault: Fault, place: Place): void => {
  const warnings = problems.list.length - problems.errors
  if (warnings >= restoreLimits.diagnostics) return
  add(problems, 'warning', fault, fault.help ?? 'is that meant?', place)
}
