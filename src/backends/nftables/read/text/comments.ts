/** Comments that are part of the ruleset: `comment "..."`. */
import { nftTextLimits } from './limits.ts'
import type { Reader } from './reader.ts'
import { keywords } from './words.ts'

/** A string that may be quoted, as the grammar takes it for comments, devices and prefixes. */
export function parseString(reader: Reader, what: string): string {
  const { input } = reader
  const token = input.peek()
  const string =
    token.kind === 'quoted' ||
    token.kind === 'wild' ||
    token.kind === 'literal' ||
    (token.kind === 'word' && !keywords.has(token.text))
  if (string) input.next()
  else input.expected(what)
  return string ? token.text : ''
}

export function parseComment(reader: Reader): string {
  const { input } = reader
  input.expectWord('comment')
  const text = parseString(reader, 'a comment')
  if (byteLength(text) > nftTextLimits.commentBytes) {
    const limit = nftTextLimits.commentBytes
    input.report('nft-out-of-range', `a comment of more than ${limit} bytes`, input.last)
  }
  return text
}

/** The length in UTF-8, which is what the kernel counts. */
export function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    if (point < 0x80) bytes += 1
    else if (point < 0x800) bytes += 2
    else bytes += point < 0x10000 ? 3 : 4
  }
  return bytes
}
