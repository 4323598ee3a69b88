import type { Diagnostic, Span } from './diagnostic.ts'
import { SHOWN_MAX } from './limits.ts'
import { sortDiagnostics } from './sort.ts'
import { visible } from './visible.ts'

/**
 * Workflow commands of GitHub Actions, one line each: the findings stand beside the lines of the change.
 * A newline in a user's text would start a command of its own; so `%`, CR and LF are escaped everywhere,
 * and `:` and `,` in properties, as actions/toolkit's packages/core/src/command.ts reads them.
 */
export const renderGithub = (diagnostics: readonly Diagnostic[]): string => {
  const lines = sortDiagnostics(diagnostics).slice(0, SHOWN_MAX).map(annotation)
  const hidden = diagnostics.length - SHOWN_MAX
  if (hidden > 0) lines.push(`::notice title=qubes-tor-fw::and ${hidden} more`)
  return lines.map((line) => `${line}\n`).join('')
}

/** GitHub's words for the severities. */
const commands = { error: 'error', warning: 'warning', note: 'notice' } as const

const annotation = (diagnostic: Diagnostic): string => {
  const properties = [
    ...(diagnostic.span ? place(diagnostic.span) : []),
    `title=${escapeProperty(diagnostic.code)}`,
  ]
  const related = (diagnostic.related ?? []).map(
    ({ message, span }) => `${message} (${span.source}:${span.start.line}:${span.start.column})`,
  )
  const help = diagnostic.help === undefined ? [] : [`help: ${diagnostic.help}`]
  const message = [diagnostic.message, ...related, ...help].map(escapeMessage).join('%0A')
  return `::${commands[diagnostic.severity]} ${properties.join(',')}::${message}`
}

/** Lines and columns count from 1; GitHub's ends are inclusive, and columns are for places within one line. */
const place = ({ source, start, end }: Span): readonly string[] => {
  // `<stdin>` is no file of the repository.
  const file = source.startsWith('<') ? [] : [`file=${escapeProperty(source)}`]
  const lines = [`line=${start.line}`, `endLine=${end.line}`]
  const columns =
    start.line === end.line
      ? [`col=${start.column}`, `endColumn=${Math.max(start.column, end.column - 1)}`]
      : []
  return [...file, ...lines, ...columns]
}

/** CR and LF in the format's own escapes, every other control character spelt out. */
const escapeMessage = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.split('\r').map(escapeLine).join('%0D'))
    .join('%0A')

const escapeLine = (line: string): string => visible(line).replaceAll('%', '%25')

const escapeProperty = (text: string): string =>
  escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
