import type { Diagnostic, Span } from './diagnostic.ts'
import { codeFrame } from './frame.ts'
import { MESSAGE_LENGTH_MAX, SHOWN_MAX } from './limits.ts'
import type { Paint } from './paint.ts'
import { painter } from './paint.ts'
import { sortDiagnostics } from './sort.ts'
import { visible } from './visible.ts'

/** The texts that spans point into, by the name of their source. One that is missing gets no code frame. */
export type Sources = ReadonlyMap<string, string>

export interface HumanOptions {
  readonly sources: Sources
  readonly color: boolean
}

/** For people: each diagnostic with its place, its lines of source and its help; ends in a count. Empty for none. */
export const renderHuman = (
  diagnostics: readonly Diagnostic[],
  { sources, color }: HumanOptions,
): string => {
  if (diagnostics.length === 0) return ''
  const paint = painter(color)
  const blocks = sortDiagnostics(diagnostics)
    .slice(0, SHOWN_MAX)
    .map((diagnostic) => block(diagnostic, sources, paint).join('\n'))
  return `${[...blocks, paint('strong', countLine(diagnostics))].join('\n\n')}\n`
}

const block = (diagnostic: Diagnostic, sources: Sources, paint: Paint): readonly string[] => {
  const title = paint(diagnostic.severity, `${diagnostic.severity}[${visible(diagnostic.code)}]`)
  const lines = [`${title}${paint('strong', `: ${shown(diagnostic.message)}`)}`]
  if (diagnostic.span) lines.push(...place(diagnostic.span, sources, paint))
  for (const { message, span } of diagnostic.related ?? [])
    lines.push(`${paint('help', 'note')}: ${shown(message)}`, ...place(span, sources, paint))
  if (diagnostic.help !== undefined)
    lines.push(`${paint('help', 'help')}: ${shown(diagnostic.help)}`)
  return lines
}

const place = (span: Span, sources: Sources, paint: Paint): readonly string[] => {
  const text = sources.get(span.source)
  const { line, column } = span.start
  const arrow = `${paint('gutter', '  -->')} ${shown(span.source)}:${line}:${column}`
  return text === undefined ? [arrow] : [arrow, ...codeFrame(text, span, paint)]
}

const shown = (text: string): string =>
  visible(text.length > MESSAGE_LENGTH_MAX ? `${text.slice(0, MESSAGE_LENGTH_MAX)}…` : text)

/** `3 errors, 1 warning`, and how many of them were not shown. */
const countLine = (diagnostics: readonly Diagnostic[]): string => {
  const parts = (['error', 'warning', 'note'] as const).map((noun) =>
    count(diagnostics.filter(({ severity }) => severity === noun).length, noun),
  )
  const hidden = diagnostics.length - SHOWN_MAX
  const sum = parts.filter((part) => part !== '').join(', ')
  return hidden > 0 ? `${sum} (the first ${SHOWN_MAX} shown, and ${hidden} more)` : sum
}

const count = (number: number, noun: string): string =>
  number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`
