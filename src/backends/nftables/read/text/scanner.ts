/** Cuts one source into tokens, in one pass. */

import type { Integer } from 'nftables-json'
import type { SourceText } from './places.ts'
import { mayHoldColon, plainNumberEnd, scanLiteral } from './scan-literal.ts'
import { signWords, type Token, type TokenKind } from './token.ts'

const word = /[A-Za-z_.][A-Za-z0-9/\-_.]*/y
const twoSigns = new Set(['==', '!=', '<=', '>=', '<<', '>>'])
const oneSign = new Set([...'<>,.:;{}[]()^&|!/-*@$=+'])

/** Scans lazily: a hostile text costs no more memory than the rule that is being read. */
export class Scanner {
  readonly source: SourceText
  #at = 0
  #comments = 0
  #lastComment = ''

  constructor(source: SourceText) {
    this.source = source
  }

  /** Comments that were passed so far, those on lines of their own not counted. */
  get trailingComments(): number {
    return this.#comments
  }

  get lastComment(): string {
    return this.#lastComment
  }

  /** The next token; undefined at the end of the source; a sign that nft does not have is a token all the same. */
  next(): Token | undefined {
    const { text } = this.source
    this.#skipBlank(text)
    const start = this.#at
    if (start >= text.length) return undefined
    const first = text[start] ?? ''
    if (first === '\n') return this.#token('newline', '\n', 1)
    if (first === '"') return this.#quoted(text, start)
    const literal = this.#literal(text, start)
    if (literal !== undefined) return literal
    word.lastIndex = start
    const plain = word.exec(text)?.[0]
    if (plain !== undefined && plain !== '.') return this.#word(text, start, plain)
    if (text.startsWith('\\*', start)) return this.#token('wild', '\\*', 2)
    const two = text.slice(start, start + 2)
    if (twoSigns.has(two)) return this.#token('sign', two, 2)
    return this.#token('sign', first, 1)
  }

  /** Whether a token of one character is a sign that nft has. */
  static isSign(token: Token): boolean {
    return oneSign.has(token.text) || twoSigns.has(token.text)
  }

  /** A word may look like the beginning of an address (`fe80::1`), so both are tried and the longer one is taken. */
  #literal(text: string, start: number): Token | undefined {
    const code = text.charCodeAt(start)
    const digit = code >= 0x30 && code <= 0x39
    if (digit) {
      const end = plainNumberEnd(text, start)
      if (end > start) {
        const digits = text.slice(start, end)
        return this.#token('number', digits, end - start, Number(digits))
      }
    } else if (code !== 0x5b && !mayHoldColon(text, start)) return undefined
    const literal = scanLiteral(text, start)
    if (literal === undefined) return undefined
    word.lastIndex = start
    const plain = digit ? '' : (word.exec(text)?.[0] ?? '')
    if (plain.length > literal.length) return undefined
    return this.#token(literal.kind, literal.text, literal.length, literal.value)
  }

  #word(text: string, start: number, plain: string): Token {
    const end = start + plain.length
    if (text[end] === '*') return this.#token('wild', `${plain}*`, plain.length + 1)
    if (text.startsWith('\\*', end)) {
      word.lastIndex = end + 2
      const whole = `${plain}\\*${word.exec(text)?.[0] ?? ''}`
      return this.#token('wild', whole, whole.length)
    }
    const sign = signWords.get(plain)
    if (sign !== undefined) return this.#token('sign', sign, plain.length)
    return this.#token('word', plain, plain.length)
  }

  #quoted(text: string, start: number): Token {
    const end = text.indexOf('"', start + 1)
    if (end < 0) return this.#token('sign', '"', 1)
    return this.#token('quoted', text.slice(start + 1, end), end + 1 - start)
  }

  #token(kind: TokenKind, text: string, length: number, value: Integer = 0): Token {
    const start = this.#at
    this.#at = start + length
    return { kind, text, value, source: this.source, start, end: start + length }
  }

  /** Blanks, comments, and line ends after a backslash. A comment on a line of its own takes its line end with it. */
  #skipBlank(text: string): void {
    for (;;) {
      const code = text.charCodeAt(this.#at)
      if (code === 0x20 || code === 0x09) this.#at += 1
      else if (code === 0x5c && text.charCodeAt(this.#at + 1) === 0x0a) this.#at += 2
      else if (code !== 0x23 || !this.#skipComment(text)) return
    }
  }

  /** False for a comment without a line end: nft takes it for junk, and the load fails. */
  #skipComment(text: string): boolean {
    const start = this.#at
    const end = text.indexOf('\n', start)
    if (end < 0) return false
    let before = start - 1
    while (text[before] === ' ' || text[before] === '\t') before -= 1
    const alone = before < 0 || text[before] === '\n'
    if (!alone) {
      this.#comments += 1
      this.#lastComment = text.slice(start, end)
    }
    this.#at = alone ? end + 1 : end
    return true
  }
}
