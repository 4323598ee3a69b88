/** Where the items of a JSON document stand. */
import type { Position, Span } from '../../../../diagnostics/index.ts'

/**
 * The offset of each value in the array `nftables`, first to last: whatever stands two levels deep in the text of a
 * document that was read. Linear in the text.
 */
export function itemOffsets(text: string): readonly number[] {
  const offsets: number[] = []
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === openBrace || code === openBracket) {
      if (depth === 2 && code === openBrace) offsets.push(at)
      depth += 1
    } else if (code === closeBrace || code === closeBracket) depth -= 1
  }
  return offsets
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== quote) {
    at += text.charCodeAt(at) === backslash ? 2 : 1
  }
  return at
}

/** Offsets in ascending order as positions, in one pass over the lines. */
export function spansOf(source: string, text: string, offsets: readonly number[]): readonly Span[] {
  let line = 1
  let lineStart = 0
  // Looked for once a line: nft prints a document on one, and looking for its end at each item would be quadratic.
  let lineEnd = endOfLine(text, 0)
  return offsets.map((offset) => {
    while (lineEnd < offset) {
      line += 1
      lineStart = lineEnd + 1
      lineEnd = endOfLine(text, lineStart)
    }
    const start: Position = { offset, line, column: offset - lineStart + 1 }
    return { source, start, end: { ...start, offset: offset + 1, column: start.column + 1 } }
  })
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}
