/** Sets and maps as objects of a table. */
import type { ReadExpression, ReadSetType, ReadStatement } from 'nftables-json'
import { statefulStatement } from './actions.ts'
import { expectSeparator } from './chains.ts'
import { parseComment } from './comments.ts'
import { type Datatype, datatypeNamed, unknownType } from './datatypes.ts'
import { parseCommon } from './definitions.ts'
import { parseConcat } from './expressions.ts'
import { keyOf } from './keys.ts'
import { parseNumber } from './numbers.ts'
import { through } from './places.ts'
import { type Reader, resolved, type SetTypes, setKey } from './reader.ts'
import { parseElements } from './sets.ts'
import { beginsStateful } from './stateful.ts'
import type { Syntax } from './syntax.ts'
import { parseSeconds } from './times.ts'
import { parseFlags } from './translation.ts'
import { elementNodes } from './values.ts'

interface Draft {
  type?: ReadSetType
  map?: ReadSetType
  types?: SetTypes
  flags?: string[]
  timeout?: number | bigint
  'gc-interval'?: number | bigint
  size?: number | bigint
  policy?: string
  comment?: string
  'auto-merge'?: boolean
  stmt?: ReadStatement[]
  elements?: Syntax
}

export interface Named {
  readonly family: string
  readonly table: string
  readonly name: string
}

/** The block of a set or a map, from its `{` to its `}`. */
export function parseSetBlock(reader: Reader, named: Named, kind: 'set' | 'map') {
  const { input } = reader
  const start = input.last
  const draft: Draft = {}
  input.expectSign('{')
  if (input.enter()) {
    while (!input.isSign('}') && input.peek().kind !== 'end') {
      if (!parseCommon(reader)) parseSetItem(reader, draft, kind)
    }
    input.leave()
  }
  input.expectSign('}')
  const at = through(start, input.last)
  const { types, elements, ...properties } = draft
  // A set with a timeout has the flag, said or not.
  if (draft.timeout !== undefined && !draft.flags?.includes('timeout')) {
    properties.flags = [...(draft.flags ?? []), 'timeout']
  }
  if (draft.type === undefined) input.report('nft-incomplete', `a ${kind} without a type`, at)
  const known = types ?? { key: [unknownType], value: kind === 'map' ? [unknownType] : undefined }
  reader.sets.set(setKey(named.family, named.table, named.name), known)
  const elem = elements === undefined ? undefined : objectElements(reader, elements, known)
  const type = draft.type ?? 'integer'
  const body = { ...named, ...properties, type, ...(elem !== undefined && { elem }) }
  if (kind === 'set') return { set: body }
  if (draft.map === undefined)
    input.report('nft-incomplete', 'a map without the type of its values', at)
  return { map: { ...body, map: draft.map ?? 'integer' } }
}

/** Elements for the object that is being read, or for an `add element`. */
export function objectElements(reader: Reader, syntax: Syntax, types: SetTypes): ReadExpression[] {
  const value = resolved(syntax)
  if (value.kind === 'nothing') return []
  // A variable of one value stands for a set of it.
  const only = { key: value, value: undefined, options: {}, at: syntax.at }
  reader.keepsElements = true
  const nodes = elementNodes(reader, value.kind === 'set' ? value.elements : [only], types)
  reader.keepsElements = false
  return nodes
}

const setFlags = ['constant', 'interval', 'timeout', 'dynamic']

function parseSetItem(reader: Reader, draft: Draft, kind: 'set' | 'map'): void {
  const { input } = reader
  const start = input.peek()
  if (input.takeWord('elements')) {
    input.expectSign('=')
    if (draft.elements !== undefined)
      input.report('nft-duplicate', 'elements are given twice', start)
    draft.elements = parseElements(reader)
    return
  }
  if (kind === 'set' && input.takeWord('auto-merge')) {
    draft['auto-merge'] = true
    return
  }
  if (input.isWord('type') || input.isWord('typeof')) parseTypes(reader, draft, kind)
  else if (input.takeWord('flags'))
    draft.flags = [...(draft.flags ?? []), ...parseFlags(reader, setFlags)]
  else if (input.takeWord('timeout')) draft.timeout = parseSeconds(reader)
  else if (input.takeWord('gc-interval')) draft['gc-interval'] = parseSeconds(reader)
  else if (input.takeWord('size')) draft.size = parseNumber(reader, 0xffff_ffff)
  else if (input.takeWord('policy'))
    draft.policy = parseFlags(reader, ['performance', 'memory'])[0] ?? ''
  else if (input.isWord('comment')) {
    if (draft.comment !== undefined) input.report('nft-duplicate', 'a set has one comment', start)
    draft.comment = parseComment(reader)
  } else if (beginsStateful(reader)) {
    draft.stmt = draft.stmt ?? []
    while (beginsStateful(reader)) draft.stmt.push(statefulStatement(reader))
  } else input.expected(`something that a ${kind} has`)
  expectSeparator(reader)
}

interface Declared {
  readonly json: ReadSetType
  readonly types: readonly Datatype[]
}

/** `type ipv4_addr . inet_service : verdict`, `typeof ip saddr : meta mark`. */
function parseTypes(reader: Reader, draft: Draft, kind: 'set' | 'map'): void {
  const { input } = reader
  const start = input.next()
  const declared = start.text === 'typeof'
  if (draft.type !== undefined) input.report('nft-duplicate', 'a type is given twice', start)
  const key = declared ? parseTypeof(reader) : parseTypeNames(reader)
  draft.type = key.json
  if (kind === 'set') {
    draft.types = { key: key.types, value: undefined }
    return
  }
  input.expectSign(':')
  const value = parseDataType(reader, declared)
  draft.map = value.json
  draft.types = { key: key.types, value: value.types }
}

const objectKinds = ['counter', 'quota', 'limit', 'secmark', 'synproxy']

function parseDataType(
  reader: Reader,
  declared: boolean,
): { json: ReadSetType; types: SetTypes['value'] } {
  const { input } = reader
  const word = input.peek().text
  const ends = input.isSign(';', 1) || input.peek(1).kind === 'newline'
  if (objectKinds.includes(word) && ends) {
    input.next()
    return { json: word, types: 'object' }
  }
  if (
    input.isWord('ct') &&
    ['timeout', 'expectation', 'helper'].some((kind) => input.isWord(kind, 1))
  ) {
    input.next()
    return { json: `ct ${input.next().text}`, types: 'object' }
  }
  // The values may be ranges: the document has no word for it, and needs none.
  input.takeWord('interval')
  if (input.isWord('verdict')) {
    input.next()
    return { json: 'verdict', types: 'verdict' }
  }
  return declared ? plainNames(parseTypeof(reader)) : parseTypeNames(reader)
}

/** Of a map's values, documents have the names of the types, unless they have none. */
function plainNames({ json, types }: Declared): Declared {
  const names = types.map(({ name }) => name)
  if (types.some(({ name }) => datatypeNamed(name) === undefined)) return { json, types }
  const [only] = names
  return { json: names.length === 1 && only !== undefined ? only : names, types }
}

function parseTypeof(reader: Reader): Declared {
  if (reader.input.takeWord('queue')) {
    return { json: 'queue', types: [datatypeNamed('queue') ?? unknownType] }
  }
  const { family } = reader.rule
  reader.rule = { family, network: undefined, transport: false, declaring: true }
  const key = keyOf(reader, parseConcat(reader, 'left'))
  return { json: { typeof: key.node }, types: key.types }
}

function parseTypeNames(reader: Reader): Declared {
  const { input } = reader
  const names: string[] = []
  const types: Datatype[] = []
  do {
    const token = input.peek()
    if (token.kind !== 'word') {
      input.expected('a datatype')
      break
    }
    input.next()
    const type = datatypeNamed(token.text)
    if (type === undefined) {
      input.report('nft-unknown-symbol', `\`${token.text}\` is no datatype`, token)
    }
    names.push(token.text)
    types.push(type ?? unknownType)
  } while (input.takeSign('.'))
  const [only] = names
  return { json: names.length === 1 && only !== undefined ? only : names, types }
}
