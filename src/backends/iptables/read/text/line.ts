import type { Place } from '../place.ts'

/** A line without its newline. */
export interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
  /** Of its first character, in UTF-16 units. */
  readonly offset: number
  /** Whether a newline follows: the last line of a file may lack it. */
  readonly ended: boolean
}

export const placeOfLine = (line: Line): Place => ({
  offset: line.offset,
  line: line.number,
  column: 1,
  length: Math.max(1, line.text.length),
})

/** The lines of a text, cut at newlines alone, as fgets(3) does: a carriage return is a character like any other. */
export function* linesOf(text: string): Generator<Line> {
  let offset = 0
  for (let number = 1; offset < text.length; number += 1) {
    const newline = text.indexOf('\n', offset)
    const end = newline < 0 ? text.length : newline
    yield { text: text.slice(offset, end), number, offset, ended: newline >= 0 }
    offset = end + 1
  }
}
