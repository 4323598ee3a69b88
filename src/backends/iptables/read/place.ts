import type { Span } from '../../../diagnostics/diagnostic.ts'

/**
 * A stretch of one line, as small as it can be, for there are a few for every option of every rule.
 * Offsets and lengths count UTF-16 units; lines and columns count from 1.
 */
export interface Place {
  readonly offset: number
  readonly line: number
  readonly column: number
  readonly length: number
}

/** The same place as diagnostics tell it. */
export const spanOf = (source: string, { offset, line, column, length }: Place): Span => ({
  source,
  start: { offset, line, column },
  end: { offset: offset + length, line, column: column + length },
})

/** From the start of one place to the end of another one on the same line. */
export const placeBetween = (first: Place, last: Place): Place => ({
  offset: first.offset,
  line: first.line,
  column: first.column,
  length: last.offset + last.length - first.offset,
})
