/** Expressions as they are written: operators, concatenations, ranges, maps. */
import { payloadType } from './fields.ts'
import { nftTextLimits } from './limits.ts'
import { parseNumber } from './numbers.ts'
import { through } from './places.ts'
import { nothing, parseVariable, type Reader } from './reader.ts'
import { beginsSelector, parseSelector } from './selectors.ts'
import { parseSet } from './sets.ts'
import type { Syntax } from './syntax.ts'
import { keywords, protocolWords, valueWords } from './words.ts'

/**
 * Where an expression stands. On the left of a comparison are selectors; on its right, values;
 * what a statement stores or translates to may be either.
 */
export type Side = 'left' | 'right' | 'value'

type Operator = '|' | '^' | '&' | '<<' | '>>'

/** Operators from the loosest to the tightest. */
const levels: readonly (readonly Operator[])[] = [['|'], ['^'], ['&'], ['<<', '>>']]

/** Values joined by operators. Operands after the first one on the left are values. */
export function parseBasic(reader: Reader, side: Side, level = 0): Syntax {
  const operators = levels[level]
  if (operators === undefined) return parsePrimary(reader, side)
  const { input } = reader
  const others: Side = side === 'left' ? 'right' : side
  let value = parseBasic(reader, side, level + 1)
  for (let nested = 0; ; nested += 1) {
    const token = input.peek()
    const operator = operators.find((each) => token.kind === 'sign' && token.text === each)
    if (operator === undefined) return value
    if (nested > nftTextLimits.depth) {
      input.fail('nft-too-deep', `more than ${nftTextLimits.depth} shifts in a row`, token)
    }
    const operands = [value]
    while (input.takeSign(operator)) operands.push(parseBasic(reader, others, level + 1))
    value = { kind: 'operation', operator, operands, at: through(value.at, input.last) }
  }
}

function parsePrimary(reader: Reader, side: Side): Syntax {
  const { input } = reader
  const token = input.peek()
  switch (token.kind) {
    case 'number':
      input.next()
      return { kind: 'number', value: token.value, at: token }
    case 'quoted':
    case 'wild':
    case 'literal':
      input.next()
      return { kind: 'symbol', text: token.text, quoted: token.kind === 'quoted', at: token }
    case 'word':
      return parseWord(reader, side)
    case 'sign':
      if (token.text === '$') return parseVariable(reader)
      if (token.text === '(') return parseParentheses(reader, side)
      if (side !== 'right' && beginsSelector(reader)) return parseSelector(reader)
      break
    case 'newline':
    case 'end':
      break
  }
  input.expected(side === 'left' ? 'a statement' : 'a value')
  return nothing(reader)
}

function parseParentheses(reader: Reader, side: Side): Syntax {
  const { input } = reader
  input.next()
  if (!input.enter()) return nothing(reader)
  const value = parseBasic(reader, side)
  input.expectSign(')')
  input.leave()
  return value
}

function parseWord(reader: Reader, side: Side): Syntax {
  const { input } = reader
  const token = input.peek()
  const word = token.text
  const asValue = valueWords.has(word) && side !== 'left' && !namesField(reader, word)
  if (side !== 'right' && !asValue && beginsSelector(reader)) return parseSelector(reader)
  if (side !== 'left' && (word === 'exists' || word === 'missing')) {
    input.next()
    return { kind: 'boolean', value: word === 'exists', at: token }
  }
  const allowed = asValue || (side === 'right' && protocolWords.has(word))
  if (keywords.has(word) && !allowed) {
    input.expected(side === 'left' ? 'a statement' : 'a value')
    return nothing(reader)
  }
  input.next()
  return { kind: 'symbol', text: word, quoted: false, at: token }
}

/** `ip` is a protocol's name, unless one of its fields follows: `ip saddr`. */
function namesField({ input }: Reader, word: string): boolean {
  const next = input.peek(1)
  if (next.kind !== 'word') return false
  const arp = word === 'arp' && (next.text === 'saddr' || next.text === 'daddr')
  return arp || next.text === 'option' || payloadType(word, next.text) !== undefined
}

/** A value, a prefix `10.0.0.0/8`, or a range `1-5`. */
export function parseMultiple(reader: Reader, side: Side): Syntax {
  return continueMultiple(reader, side, parseBasic(reader, side))
}

export function continueMultiple(reader: Reader, side: Side, first: Syntax): Syntax {
  const { input } = reader
  if (input.takeSign('/')) {
    const length = parseNumber(reader)
    return { kind: 'prefix', address: first, length, at: through(first.at, input.last) }
  }
  if (!input.takeSign('-')) return first
  const high = parseBasic(reader, side)
  return { kind: 'range', low: first, high, at: through(first.at, high.at) }
}

/** Parts side by side: `ip saddr . tcp dport`, `10.0.0.0/8 . 80-90`. */
export function parseConcat(reader: Reader, side: Side): Syntax {
  const first = side === 'right' ? parseMultiple(reader, side) : parseBasic(reader, side)
  return continueConcat(reader, side, first)
}

export function continueConcat(reader: Reader, side: Side, first: Syntax): Syntax {
  const { input } = reader
  if (!input.isSign('.')) return first
  const parts = [first]
  while (input.takeSign('.')) {
    parts.push(side === 'right' ? parseMultiple(reader, side) : parseBasic(reader, side))
  }
  return { kind: 'concat', parts, at: through(first.at, input.last) }
}

/** `@name`, as the other side of a comparison or the data of a map. */
export function parseReference(reader: Reader): Syntax {
  const { input } = reader
  const start = input.peek()
  input.expectSign('@')
  const token = input.next()
  if (token.kind !== 'word' || (keywords.has(token.text) && token.text !== 'last')) {
    input.fail('nft-syntax', "a set's name is expected after `@`", token)
  }
  return { kind: 'reference', name: token.text, at: through(start, token) }
}

/** The data of a map: a set in place, a set's name, or a variable. */
export function parseData(reader: Reader): Syntax {
  const { input } = reader
  if (input.isSign('{')) return parseSet(reader)
  if (input.isSign('$')) return parseVariable(reader)
  if (input.isSign('@')) return parseReference(reader)
  input.expected('`{` or `@`')
  return nothing(reader)
}

/** What a statement stores or translates to: also a map, a prefix, a range or a list. */
export function parseValue(reader: Reader): Syntax {
  const { input } = reader
  const first = parseBasic(reader, 'value')
  if (input.isSign('/') || input.isSign('-')) return continueMultiple(reader, 'value', first)
  if (input.isSign(',')) return parseList(reader, 'value', first)
  const key = continueConcat(reader, 'value', first)
  if (!input.takeWord('map')) return key
  const data = parseData(reader)
  return { kind: 'map', key, data, at: through(key.at, data.at) }
}

/** `a,b,c` after its first item: bits. */
export function parseList(reader: Reader, side: Side, first: Syntax): Syntax {
  const { input } = reader
  const items = [first]
  while (input.takeSign(',')) items.push(parseBasic(reader, side))
  const named = items.every(({ kind }) => kind === 'symbol' || kind === 'variable')
  if (side === 'value' && !named)
    input.fail('nft-syntax', 'a list of names is expected here', first.at)
  return { kind: 'list', items, at: through(first.at, input.last) }
}

/** The right of a comparison; with a mask: `syn / syn,ack`. */
export interface RightSide {
  readonly value: Syntax
  readonly mask: Syntax | undefined
}

export function parseRight(reader: Reader): RightSide {
  const { input } = reader
  if (input.isSign('{')) return { value: parseSet(reader), mask: undefined }
  if (input.isSign('@')) return { value: parseReference(reader), mask: undefined }
  const first = parseBasic(reader, 'right')
  if (input.isSign(',')) {
    const value = parseList(reader, 'right', first)
    return { value, mask: input.takeSign('/') ? parseMask(reader) : undefined }
  }
  if (input.isSign('/') && !isPrefixLength(reader)) {
    input.next()
    return { value: first, mask: parseMask(reader) }
  }
  const value = continueConcat(reader, 'right', continueMultiple(reader, 'right', first))
  return { value, mask: undefined }
}

/** A number behind `/` is a prefix's length, unless it begins a list. */
function isPrefixLength({ input }: Reader): boolean {
  return input.peek(1).kind === 'number' && !input.isSign(',', 2)
}

/** nft takes a list of two bits or more here; one alone is a syntax error. */
function parseMask(reader: Reader): Syntax {
  const first = parseBasic(reader, 'right')
  if (!reader.input.isSign(',')) reader.input.expected('`,` and another bit of the mask')
  return parseList(reader, 'right', first)
}
