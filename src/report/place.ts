import type { Place } from '../ruleset/index.ts'

/** `leaky.nft:12:5`. */
export const formatPlace = ({ source, line, column }: Place): string =>
  `${source}:${line}:${column}`

/** A line of a text, counted from 1, without its end; undefined where there is none. */
export const lineOf = (text: string, line: number): string | undefined => {
  let start = 0
  for (let count = 1; count < line; count++) {
    const end = text.indexOf('\n', start)
    if (end < 0) return undefined
    start = end + 1
  }
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? text.length : end).trimEnd()
}
