import type { Diagnostic, Span } from './diagnostic.ts'

/**
 * By source, line, column, code, and then by message: the same input always gives the same output.
 * What has no place comes first, since it is about the whole. Texts compare by UTF-16 unit, never by locale.
 */
export const compareDiagnostics = (a: Diagnostic, b: Diagnostic): number =>
  compareSpans(a.span, b.span) || compareTexts(a.code, b.code) || compareTexts(a.message, b.message)

export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  [...diagnostics].sort(compareDiagnostics)

const compareSpans = (a: Span | undefined, b: Span | undefined): number => {
  if (!a || !b) return Number(a !== undefined) - Number(b !== undefined)
  return (
    compareTexts(a.source, b.source) ||
    a.start.line - b.start.line ||
    a.start.column - b.start.column
  )
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
