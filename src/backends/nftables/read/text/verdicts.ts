/** Verdicts: accept, drop, continue, return, jump, goto. */
import type { ReadExpression } from 'nftables-json'
import { parseName } from './names.ts'
import { parseVariable, type Reader, resolved } from './reader.ts'

const verdicts: ReadonlySet<string> = new Set([
  ...['accept', 'drop', 'continue', 'return', 'jump', 'goto'],
])

export function beginsVerdict({ input }: Reader): boolean {
  const token = input.peek()
  return token.kind === 'word' && verdicts.has(token.text)
}

type Verdict = Extract<ReadExpression, { jump: unknown } | { goto: unknown } | { accept: null }>

export function parseVerdict(
  reader: Reader,
): Verdict | { drop: null } | { continue: null } | { return: null } {
  switch (reader.input.next().text) {
    case 'accept':
      return { accept: null }
    case 'drop':
      return { drop: null }
    case 'continue':
      return { continue: null }
    case 'return':
      return { return: null }
    case 'jump':
      return { jump: { target: parseTarget(reader) } }
    default:
      return { goto: { target: parseTarget(reader) } }
  }
}

function parseTarget(reader: Reader): string {
  const { input } = reader
  if (!input.isSign('$')) return parseName(reader, "a chain's name")
  const value = resolved(parseVariable(reader))
  if (value.kind === 'symbol') return value.text
  if (value.kind !== 'nothing') {
    input.report('nft-wrong-type', "the variable is no chain's name", value.at)
  }
  return ''
}
