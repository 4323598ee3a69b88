import type { Place } from '../place.ts'
import type { Line } from './line.ts'

/** One argument of a line, without its quotes. */
export interface Word {
  readonly text: string
  readonly quoted: boolean
  readonly place: Place
}

/** Arguments of a line, and whether its last double quote is left open (its newline is then part of the argument). */
export interface Words {
  readonly words: readonly Word[]
  readonly openQuote: Place | undefined
}

/**
 * Takes a line apart as add_param_to_argv of iptables/xshared.c does: arguments end at blanks outside of double
 * quotes, and at the closing quote, so that `AC"CE"PT` is two. A backslash is one inside of quotes alone; single
 * quotes mean nothing. `start` is where to begin, in units from the start of the line.
 */
export const splitWords = (line: Line, start: number): Words => {
  const words: Word[] = []
  const { text } = line
  let word = ''
  let from = -1
  let quoteFrom = -1
  let quoted = false
  const end = (at: number): void => {
    const place = {
      offset: line.offset + from,
      line: line.number,
      column: from + 1,
      length: at - from,
    }
    words.push({ text: word, quoted, place })
    word = ''
    from = -1
    quoted = false
  }
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quoteFrom >= 0) {
      if (character === '"') {
        quoteFrom = -1
        end(at + 1)
      } else if (character === '\\' && at + 1 < text.length) {
        at += 1
        word += text.charAt(at)
      } else word += character
    } else if (character === '"') {
      if (from < 0) from = at
      quoteFrom = at
      quoted = true
    } else if (character === ' ' || character === '\t') {
      if (from >= 0) end(at)
    } else {
      if (from < 0) from = at
      word += character
    }
  }
  const openQuote = quoteFrom < 0 ? undefined : placeAt(line, quoteFrom)
  if (from >= 0) end(text.length)
  return { words, openQuote }
}

const placeAt = (line: Line, at: number): Place => ({
  offset: line.offset + at,
  line: line.number,
  column: at + 1,
  length: 1,
})
