import type { Position, Span } from '../../diagnostics/index.ts'
import type { Path } from '../path.ts'
import { pathPointer } from '../path.ts'

/** Where a value stands, and its key if it has one. */
export interface Place {
  readonly key: Span | undefined
  readonly value: Span
}

/** Places of a document's values, by JSON Pointer. */
export type Places = ReadonlyMap<string, Place>

/** Makes spans of offsets into one text. Lines end in LF, as CRLF does too. */
export const spanMaker = (text: string, source: string) => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)

  /** Binary search for the last line that starts at or before the offset. */
  const position = (given: number): Position => {
    // The parser puts what is missing at the end one past it.
    const offset = Math.min(given, text.length)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { offset, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }

  return (start: number, end: number): Span => ({
    source,
    start: position(start),
    end: position(Math.max(start, end)),
  })
}

export type SpanMaker = ReturnType<typeof spanMaker>

/** What of a value a diagnostic points at. */
export type Part = 'key' | 'value'

/**
 * The narrowest place that a document states for a path. What is a default has no place of its own:
 * the nearest mapping around it that is written stands in for it, by its key, or nothing at all.
 */
export const locate = (places: Places, path: Path, part: Part): Span | undefined => {
  const exact = places.get(pathPointer(path))
  if (exact) return part === 'key' ? (exact.key ?? exact.value) : exact.value
  for (let length = path.length - 1; length > 0; length -= 1) {
    const around = places.get(pathPointer(path.slice(0, length)))
    if (around) return around.key ?? around.value
  }
  return undefined
}
