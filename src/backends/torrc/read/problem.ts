import type { Severity, Span } from '../../../diagnostics/diagnostic.ts'
import type { Place } from '../../../ruleset/index.ts'
import type { TorrcReadCode } from './codes.ts'
import { torrcLimits } from './limits.ts'

/** A diagnostic of this reader: `Diagnostic` with codes of its own. */
export interface TorrcDiagnostic {
  readonly code: TorrcReadCode
  readonly severity: Severity
  readonly message: string
  readonly help: string
  readonly span: Span
}

/** A place with what a span needs besides. */
export interface TextPlace extends Place {
  /** In UTF-16 units, from 0. */
  readonly offset: number
  readonly length: number
}

/** Where what is wrong is collected; once full, the rest is not told. */
export interface Problems {
  readonly list: TorrcDiagnostic[]
  errors: number
}

const spanOf = ({ source, offset, line, column, length }: TextPlace): Span => ({
  source,
  start: { offset, line, column },
  end: { offset: offset + length, line, column: column + length },
})

const tell = (
  problems: Problems,
  severity: Severity,
  [code, message, help]: Telling,
  place: TextPlace,
): void => {
  if (problems.list.length < torrcLimits.diagnostics)
    problems.list.push({ code, severity, message, help, span: spanOf(place) })
}

type Telling = readonly [code: TorrcReadCode, message: string, help: string]

/** Tor does not start with it. */
export const refuse = (problems: Problems, telling: Telling, place: TextPlace): void => {
  problems.errors += 1
  tell(problems, 'error', telling, place)
}

export const warn = (problems: Problems, telling: Telling, place: TextPlace): void =>
  tell(problems, 'warning', telling, place)

export const placeOnly = ({ source, line, column }: TextPlace): Place => ({ source, line, column })
