import type { PacketDiagnostic } from './parse.ts'

/** A stretch of the text between spaces; what stands in double quotes is one word, without them. */
export interface Word {
  readonly text: string
  readonly offset: number
  readonly length: number
}

export const splitWords = (text: string): readonly Word[] =>
  [...text.matchAll(/"([^"]*)"|[^\s"]+/g)].map((match) => ({
    text: match[1] ?? match[0],
    offset: match.index,
    length: match[0].length,
  }))

/** The words of one text, read from left to right, and what was wrong with them. */
export interface Reader {
  readonly text: string
  readonly source: string
  readonly words: readonly Word[]
  next: number
  readonly diagnostics: PacketDiagnostic[]
}

export const readerOf = (text: string, source: string): Reader => ({
  text,
  source,
  words: splitWords(text),
  next: 0,
  diagnostics: [],
})

export const take = (reader: Reader): Word | undefined => {
  const word = reader.words[reader.next]
  if (word) reader.next += 1
  return word
}

export const peek = (reader: Reader): Word | undefined => reader.words[reader.next]

/** Tells what is wrong with a word, or, without one, with the end of the text. */
export const complain = (
  reader: Reader,
  code: PacketDiagnostic['code'],
  word: Word | undefined,
  message: string,
  help: string,
): undefined => {
  const start = word?.offset ?? reader.text.length
  const end = start + (word?.length ?? 0)
  const at = (offset: number) => {
    const before = reader.text.slice(0, offset).split('\n')
    return { offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  }
  reader.diagnostics.push({
    code,
    severity: 'error',
    message,
    help,
    span: { source: reader.source, start: at(start), end: at(end) },
  })
  return undefined
}

/** A whole number within bounds, decimal or `0x`. */
export const takeNumber = (reader: Reader, what: string, maximum: bigint): bigint | undefined => {
  const word = take(reader)
  const value =
    word && /^(0x[0-9a-fA-F]{1,32}|[0-9]{1,39})$/.test(word.text) ? BigInt(word.text) : undefined
  if (value !== undefined && value <= maximum) return value
  const shown = word ? `\`${word.text}\` is no ${what}` : `there is no ${what}`
  return complain(
    reader,
    'packet-bad-value',
    word,
    shown,
    `write a number from 0 to ${maximum}, decimal or with 0x`,
  )
}
