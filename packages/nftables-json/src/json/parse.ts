/**
 * A strict JSON parser (RFC 8259) that keeps every integer exact: what a double cannot hold becomes a bigint.
 * It refuses duplicate keys, of which jansson silently takes the last: a reader that took the first would judge
 * another ruleset than the one that loads.
 */
import type { JsonValue } from '../types/json.ts'
import { jsonLimits } from './limits.ts'

/** `offset` counts UTF-16 code units from the start of the text. */
export type ParseResult =
  | { readonly ok: true; readonly value: JsonValue }
  | {
      readonly ok: false
      readonly code: 'json-syntax' | 'json-limit' | 'json-duplicate-key'
      readonly offset: number
      readonly message: string
    }

/** Parses a whole text; never throws on any text. */
export function parseJson(text: string): ParseResult {
  if (text.length > jsonLimits.textLength)
    return { ok: false, code: 'json-limit', offset: 0, message: 'text is too long' }
  const state: State = { text, at: 0, depth: 0 }
  try {
    const value = parseValue(state)
    skipSpace(state)
    if (state.at < text.length) fail(state, 'json-syntax', 'text goes on after the document')
    return { ok: true, value }
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error
    return { ok: false, code: error.code, offset: error.offset, message: error.message }
  }
}

interface State {
  readonly text: string
  at: number
  depth: number
}

type FailureCode = 'json-syntax' | 'json-limit' | 'json-duplicate-key'

/** How the recursive functions below give up; it never leaves this file. */
class ParseFailure extends Error {
  readonly code: FailureCode
  readonly offset: number
  constructor(code: FailureCode, offset: number, message: string) {
    super(message)
    this.code = code
    this.offset = offset
  }
}

function fail(state: State, code: FailureCode, message: string): never {
  throw new ParseFailure(code, state.at, message)
}

function skipSpace(state: State): void {
  for (;;) {
    const code = state.text.charCodeAt(state.at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    state.at += 1
  }
}

function parseValue(state: State): JsonValue {
  skipSpace(state)
  const first = state.text[state.at]
  switch (first) {
    case '{':
      return parseNested(state, parseObject)
    case '[':
      return parseNested(state, parseArray)
    case '"':
      return parseString(state)
    case 't':
      return parseWord(state, 'true', true)
    case 'f':
      return parseWord(state, 'false', false)
    case 'n':
      return parseWord(state, 'null', null)
    case undefined:
      return fail(state, 'json-syntax', 'text ends where a value is needed')
    default:
      return parseNumber(state)
  }
}

function parseWord<T>(state: State, word: string, value: T): T {
  if (!state.text.startsWith(word, state.at)) fail(state, 'json-syntax', 'unknown word')
  state.at += word.length
  return value
}

function parseNested(state: State, parse: (state: State) => JsonValue): JsonValue {
  if (state.depth >= jsonLimits.depth) fail(state, 'json-limit', 'nested too deep')
  state.depth += 1
  state.at += 1
  const value = parse(state)
  state.depth -= 1
  return value
}

function parseArray(state: State): JsonValue {
  const items: JsonValue[] = []
  if (skipIf(state, ']')) return items
  do items.push(parseValue(state))
  while (skipIf(state, ','))
  expect(state, ']')
  return items
}

function parseObject(state: State): JsonValue {
  // A map, so that a key such as `__proto__` is a key like any other.
  const entries = new Map<string, JsonValue>()
  if (skipIf(state, '}')) return {}
  do {
    skipSpace(state)
    if (state.text[state.at] !== '"') fail(state, 'json-syntax', 'a key is needed')
    const keyAt = state.at
    const key = parseString(state)
    if (entries.has(key))
      throw new ParseFailure('json-duplicate-key', keyAt, 'a key stands twice in one object')
    expect(state, ':')
    entries.set(key, parseValue(state))
  } while (skipIf(state, ','))
  expect(state, '}')
  return Object.fromEntries(entries)
}

function skipIf(state: State, mark: string): boolean {
  skipSpace(state)
  if (state.text[state.at] !== mark) return false
  state.at += 1
  return true
}

function expect(state: State, mark: string): void {
  if (!skipIf(state, mark)) fail(state, 'json-syntax', `\`${mark}\` is needed`)
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y

function parseNumber(state: State): JsonValue {
  numberPattern.lastIndex = state.at
  const match = numberPattern.exec(state.text)
  if (match === null) return fail(state, 'json-syntax', 'a value is needed')
  const [text, fraction, exponent] = match
  const number = Number(text)
  if (fraction === undefined && exponent === undefined && !Number.isSafeInteger(number)) {
    if (text.length > jsonLimits.integerDigits) fail(state, 'json-limit', 'integer is too long')
    state.at += text.length
    return BigInt(text)
  }
  if (!Number.isFinite(number)) fail(state, 'json-limit', 'number is out of range')
  state.at += text.length
  return number === 0 ? 0 : number
}

/** Runs of characters that stand for themselves: no quotation mark, backslash or control character. */
const plainPattern = /[ !#-[\]-\uffff]*/y

const escapes: { readonly [mark: string]: string } = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function parseString(state: State): string {
  state.at += 1
  let value = ''
  for (;;) {
    plainPattern.lastIndex = state.at
    const run = plainPattern.exec(state.text)?.[0] ?? ''
    value += run
    state.at += run.length
    const mark = state.text[state.at]
    if (mark === '"') break
    if (mark !== '\\')
      fail(state, 'json-syntax', 'string does not end, or holds a control character')
    value += parseEscape(state)
  }
  state.at += 1
  return value
}

function parseEscape(state: State): string {
  const mark = state.text[state.at + 1] ?? ''
  if (mark === 'u') {
    const digits = state.text.slice(state.at + 2, state.at + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail(state, 'json-syntax', 'escape needs four digits')
    state.at += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }
  const value = Object.hasOwn(escapes, mark) ? escapes[mark] : undefined
  if (value === undefined) return fail(state, 'json-syntax', 'unknown escape')
  state.at += 2
  return value
}
