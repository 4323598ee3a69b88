import type { DiagnosticCode } from './codes.ts'

/** A place in a source text. Offsets count UTF-16 units from 0; lines and columns count from 1. */
export interface Position {
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** A stretch of a source text, `end` exclusive. `source` is the name the user gave, or `<stdin>`. */
export interface Span {
  readonly source: string
  readonly start: Position
  readonly end: Position
}

/** An error stops the work; a warning is told and the work goes on; a note may well be meant so. */
export type Severity = 'error' | 'warning' | 'note'

/**
 * What a user is told: never thrown, always collected.
 * `message` is lower-case, one line, no full stop, user input in backquotes; `help` says what to do.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly message: string
  readonly help?: string
  readonly span?: Span
  /** Other places that belong to it, say the first of two claims of one port. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[]
}

/** The outcome of reading something: a value, or the diagnostics that say why there is none; warnings go with either. */
export interface Outcome<T> {
  readonly value: T | undefined
  readonly diagnostics: readonly Diagnostic[]
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === 'error')
