/** Places in the sources: cheap to keep for every statement, spelled out as lines and columns when asked for. */
import type { Position, Span } from '../../../../diagnostics/index.ts'

export class SourceText {
  readonly name: string
  readonly text: string
  #lineStarts: readonly number[] | undefined

  constructor(name: string, text: string) {
    this.name = name
    this.text = text
  }

  position(offset: number): Position {
    this.#lineStarts ??= lineStartsOf(this.text)
    const starts = this.#lineStarts
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { offset, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** A stretch of one source, `end` exclusive. */
export interface Place {
  readonly source: SourceText
  readonly start: number
  readonly end: number
}

export function spanOf({ source, start, end }: Place): Span {
  return { source: source.name, start: source.position(start), end: source.position(end) }
}

/** From the start of one place to the end of another; the first alone where an include lies between them. */
export function through(first: Place, last: Place): Place {
  if (first.source !== last.source || last.end < first.start) return first
  return { source: first.source, start: first.start, end: last.end }
}

/**
 * Where the nodes of a document come from: its items, the objects in them, statements of rules and elements of sets.
 * A node that is no object (an element that is a string) has no place of its own; its set has.
 */
export class Places {
  // Lives as long as the document that it describes; a WeakMap would cost the collector more than the parsing.
  readonly #places = new Map<object, Place>()

  set(node: unknown, place: Place): void {
    if (typeof node === 'object' && node !== null) this.#places.set(node, place)
  }

  /** Gives a node the place of another. */
  copy(from: object, to: object): void {
    const place = this.#places.get(from)
    if (place !== undefined) this.#places.set(to, place)
  }

  spanOf(node: object): Span | undefined {
    const place = this.#places.get(node)
    return place && spanOf(place)
  }

  /** The text that a node was read from. */
  textOf(node: object): string | undefined {
    const place = this.#places.get(node)
    return place?.source.text.slice(place.start, place.end)
  }
}
