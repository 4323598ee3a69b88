import type { Diagnostic, Span } from './diagnostic.ts'
import { sortDiagnostics } from './sort.ts'
import { visibleJson } from './visible.ts'

/** Grows when a reader of an older version could misunderstand; a key that is added leaves it alone. */
export const JSON_SCHEMA_VERSION = 1

/**
 * For programs: `{ schemaVersion: 1, diagnostics: [{ code, severity, message, help, span, related }] }`, sorted.
 * Every key is always there: `help` and `span` are null, `related` is empty, where there is nothing to say.
 * Lines and columns count from 1, offsets from 0, all in UTF-16 units; ends are exclusive.
 */
export const renderJson = (diagnostics: readonly Diagnostic[]): string => {
  const report = {
    schemaVersion: JSON_SCHEMA_VERSION,
    diagnostics: sortDiagnostics(diagnostics).map(diagnosticRecord),
  }
  return `${visibleJson(JSON.stringify(report, null, 2))}\n`
}

/** One diagnostic as it stands in every JSON report. */
export const diagnosticRecord = (diagnostic: Diagnostic) => ({
  code: diagnostic.code,
  severity: diagnostic.severity,
  message: diagnostic.message,
  help: diagnostic.help ?? null,
  span: diagnostic.span ? spanRecord(diagnostic.span) : null,
  related: (diagnostic.related ?? []).map(({ message, span }) => ({
    message,
    span: spanRecord(span),
  })),
})

const spanRecord = ({ source, start, end }: Span) => ({
  source,
  start: { line: start.line, column: start.column, offset: start.offset },
  end: { line: end.line, column: end.column, offset: end.offset },
})
