import type { Sources, Span } from '../../diagnostics/index.ts'
import type { Place } from '../../ruleset/index.ts'

/** From a place, which is where something begins, to the end of what stands on its line. */
export const spanOfPlace = ({ source, line, column }: Place, sources: Sources): Span => {
  const text = sources.get(source) ?? ''
  const lineStart = startOfLine(text, line)
  const lineEnd = text.indexOf('\n', lineStart)
  const written = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd).trimEnd()
  const end = Math.max(written.length + 1, column + 1)
  return {
    source,
    start: { line, column, offset: lineStart + column - 1 },
    end: { line, column: end, offset: lineStart + end - 1 },
  }
}

const startOfLine = (text: string, line: number): number => {
  let start = 0
  for (let count = 1; count < line; count++) {
    const end = text.indexOf('\n', start)
    if (end < 0) return start
    start = end + 1
  }
  return start
}

/** `leaky.nft:12:5`. */
export const formatPlace = ({ source, line, column }: Place): string =>
  `${source}:${line}:${column}`
