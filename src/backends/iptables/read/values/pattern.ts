import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import { quoteString } from '../text/quote.ts'

/** XT_STRING_MAX_PATTERN_SIZE of xt_string.h. */
const patternMaximum = 128

/** Bytes that are looked for in a packet, as hexadecimal digits, two a byte. */
export interface Pattern {
  readonly hex: string
}

const encoder = new TextEncoder()

const hexOf = (bytes: Iterable<number>): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const checked = (hex: string): Reading<Pattern> => {
  if (hex === '') return badValue('', 'a text to look for')
  return hex.length > 2 * patternMaximum
    ? fault('iptables-too-long', `a pattern of more than ${patternMaximum} bytes`)
    : value({ hex })
}

/** `|41 42|` within a text are bytes by their digits; a backslash takes the next character as it is. */
const readHex = (text: string): string | undefined => {
  let hex = ''
  let inside = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '|') inside = !inside
    else if (inside && character !== ' ') {
      const pair = text.slice(at, at + 2)
      if (!/^[0-9a-f]{2}$/i.test(pair)) return undefined
      hex += pair.toLowerCase()
      at += 1
    } else if (!inside) {
      const isEscape = character === '\\' && at + 1 < text.length
      if (isEscape) at += 1
      const code = text.codePointAt(at) ?? 0
      if (code > 0xffff) at += 1
      hex += hexOf(encoder.encode(String.fromCodePoint(code)))
    }
  }
  return inside ? undefined : hex
}

/** is_hex_string of libxt_string.c: bytes that are no printable ASCII, and a pipe, need digits. */
const patternArguments = ({ hex }: Pattern): readonly [name: string, text: string] => {
  const codes = Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  )
  const isPlain = codes.every((code) => code >= 0x20 && code < 0x7f && code !== 0x7c)
  // A closing backslash would take the quote with it.
  if (!isPlain || codes.at(-1) === 0x5c) return ['hex-string', `"|${hex}|"`]
  const text = String.fromCharCode(...codes)
  return ['string', quoteString(text).startsWith('"') ? quoteString(text) : `"${text}"`]
}

/** The name of the option that prints a pattern hangs on the pattern. */
export const patternOption = (pattern: Pattern): string => patternArguments(pattern)[0]

export const pattern: Codec<Pattern> = argument(
  (text) => checked(hexOf(encoder.encode(text))),
  (read) => patternArguments(read)[1],
)

export const hexPattern: Codec<Pattern> = {
  ...pattern,
  read(text): Reading<Pattern> {
    const hex = readHex(text)
    return hex === undefined
      ? badValue(text, 'a text with bytes between pipes, |0a 0b|')
      : checked(hex)
  },
}
