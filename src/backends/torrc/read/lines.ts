import type { Problems, TextPlace } from './problem.ts'
import { refuse } from './problem.ts'

/** `Keyword value`, with continued lines joined, comments gone and quotes taken off. */
export interface OptionLine {
  readonly word: string
  readonly value: string
  readonly place: TextPlace
}

interface PhysicalLine {
  readonly text: string
  readonly number: number
  readonly offset: number
}

const physicalLines = (text: string): readonly PhysicalLine[] => {
  let offset = 0
  return text.split('\n').map((line, index) => {
    const start = offset
    offset += line.length + 1
    return { text: line.replace(/\r$/, ''), number: index + 1, offset: start }
  })
}

const withoutComment = (text: string): string => text.replace(/#.*$/, '')

/** Characters that a backslash makes in a quoted value (unescape_string of src/lib/encoding/cstring.c). */
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/** A value in double quotes; undefined where the quote does not end, or something stands behind it. */
const unquote = (text: string): string | undefined => {
  const [whole, inside = '', rest = ''] = /^"((?:[^"\\]|\\.)*)"(.*)$/.exec(text) ?? []
  if (whole === undefined || !/^\s*(#.*)?$/.test(rest)) return undefined
  return inside.replaceAll(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/g, (_, sign: string) => {
    if (sign.startsWith('x') && sign.length === 3)
      return String.fromCharCode(Number.parseInt(sign.slice(1), 16))
    if (/^[0-7]/.test(sign)) return String.fromCharCode(Number.parseInt(sign, 8) & 0xff)
    return escapes[sign] ?? sign
  })
}

/** What follows a line that ends in a backslash; lines that are comments are passed over in between. */
const joined = (
  lines: readonly PhysicalLine[],
  at: number,
): readonly [text: string, next: number] => {
  const parts: string[] = []
  let next = at
  for (let line = lines[next]; line; line = lines[next]) {
    next += 1
    if (parts.length > 0 && /^\s*#/.test(line.text)) continue
    const text = line.text
    if (!text.endsWith('\\')) {
      parts.push(text)
      break
    }
    parts.push(text.slice(0, -1))
  }
  return [parts.join(''), next]
}

/** Lines of a torrc in their order, as tor takes them apart (parse_config_line_from_str of src/lib/encoding/confline.c). */
export const optionLines = (
  source: string,
  text: string,
  problems: Problems,
): readonly OptionLine[] => {
  const lines = physicalLines(text)
  const options: OptionLine[] = []
  for (let at = 0; at < lines.length; ) {
    const first = lines[at]
    if (!first) break
    const isComment = /^\s*(#|$)/.test(first.text)
    const [whole, next] = isComment ? ['', at + 1] : joined(lines, at)
    at = next
    if (isComment) continue
    const indent = whole.length - whole.trimStart().length
    const [, word = '', rest = ''] = /^([^\s#]*)\s*(.*)$/s.exec(whole.trimStart()) ?? []
    const place: TextPlace = {
      source,
      line: first.number,
      column: indent + 1,
      offset: first.offset + indent,
      length: Math.max(1, Math.min(first.text.trim().length, first.text.length - indent)),
    }
    const value = rest.startsWith('"') ? unquote(rest) : withoutComment(rest).trim()
    if (value === undefined)
      refuse(
        problems,
        ['torrc-line', `the quotes of \`${word}\` do not end with its value`, 'tor does not start'],
        place,
      )
    else options.push({ word, value, place })
  }
  return options
}
