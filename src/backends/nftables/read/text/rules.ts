/** Rules: statements up to the end of the line, and a comment. */
import type { ReadRule, ReadStatement } from 'nftables-json'
import { parseComment } from './comments.ts'
import { type Place, through } from './places.ts'
import type { Reader } from './reader.ts'
import { opaqueStatement, parseStatement } from './statements.ts'

/** Where a rule goes. */
export interface RulePlace {
  readonly family: string
  readonly table: string
  readonly chain: string
}

export function atSeparator({ input }: Reader): boolean {
  return input.peek().kind === 'newline' || input.isSign(';')
}

/** The statements of a rule. What stands before them is taken already. */
export function parseRule(reader: Reader, place: RulePlace): ReadRule {
  const { input } = reader
  const start = input.peek()
  const comments = input.trailingComments
  reader.rule = { family: place.family, network: undefined, transport: false }
  const expr: ReadStatement[] = []
  let end: Place | undefined
  do {
    const token = input.peek()
    const statement = parseStatement(reader)
    if (end !== undefined) {
      input.report('nft-unreachable-statement', `a statement after one that ends the rule`, token)
    }
    expr.push(statement)
    if (isTerminal(statement)) end = token
  } while (!atSeparator(reader) && !input.isWord('comment') && !input.failed && !atEnd(reader))
  const comment = input.isWord('comment') ? parseComment(reader) : undefined
  const hidden = hiddenStatement(reader, comments)
  if (hidden !== undefined) expr.push(hidden)
  const rule: ReadRule = { ...place, expr, ...(comment !== undefined && { comment }) }
  reader.places.set(rule, through(start, input.last))
  return rule
}

function atEnd({ input }: Reader): boolean {
  return input.peek().kind === 'end' || input.isSign('}')
}

/** Statements after which nft takes no other: what they decide is decided. Source: src/evaluate.c. */
function isTerminal(statement: ReadStatement): boolean {
  return (
    'accept' in statement ||
    'drop' in statement ||
    'return' in statement ||
    'jump' in statement ||
    'goto' in statement ||
    'reject' in statement ||
    'queue' in statement ||
    'snat' in statement ||
    'dnat' in statement ||
    'masquerade' in statement ||
    'redirect' in statement
  )
}

/**
 * Releases before 1.0 list a match or target of iptables that they cannot translate as a `#` followed by what the
 * extension prints, and the rest of the rule behind it on the same line. Read as a comment, `tcp dport 22 # recent:
 * SET counter packets 0 bytes 0 accept` would lose its condition and its verdict. The counter gives it away.
 */
function hiddenStatement(reader: Reader, before: number): ReadStatement | undefined {
  const { input } = reader
  if (!atSeparator(reader) || input.trailingComments === before) return undefined
  if (!/\bcounter packets \d+ bytes \d+/.test(input.lastComment)) return undefined
  const at = input.peek()
  const message = 'a listing hides a part of this rule behind a `#`'
  input.warn('nft-hidden-by-comment', message, at, 'iptables-nft-save shows the whole rule')
  const { source, start } = at
  const place = { source, start: start - input.lastComment.length, end: start }
  return opaqueStatement(reader, place, 'what is behind the `#` is not known')
}
