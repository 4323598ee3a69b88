/** Tokens of nft text, as nft's own scanner cuts them (nftables, src/scanner.l). */
import type { Integer } from 'nftables-json'
import type { Place } from './places.ts'

export type TokenKind =
  /** An unquoted string; the place it stands in says whether it is a keyword. */
  | 'word'
  /** In double quotes, given without them. */
  | 'quoted'
  /** An unquoted string with an asterisk: `eth*`, `eth\*`. */
  | 'wild'
  /** An address, a time, a class id, a number beyond 64 bits: a string that is never a keyword. */
  | 'literal'
  | 'number'
  /** Operators and brackets; the words that mean an operator (`eq`, `and`) are given as the sign. */
  | 'sign'
  | 'newline'
  /** The end of everything, and what follows the first error. */
  | 'end'

export interface Token extends Place {
  readonly kind: TokenKind
  readonly text: string
  /** Of a number. */
  readonly value: Integer
}

/** Words that stand for operators wherever they are. */
export const signWords: ReadonlyMap<string, string> = new Map([
  ['eq', '=='],
  ['ne', '!='],
  ['le', '<='],
  ['lt', '<'],
  ['ge', '>='],
  ['gt', '>'],
  ['lshift', '<<'],
  ['rshift', '>>'],
  ['xor', '^'],
  ['and', '&'],
  ['or', '|'],
  ['not', '!'],
])

/** How a token is named in a message. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case 'newline':
      return 'the end of the line'
    case 'end':
      return 'the end of the text'
    case 'quoted':
      return `\`"${token.text}"\``
    default:
      return `\`${token.text}\``
  }
}
