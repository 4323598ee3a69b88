/** Walks a document: every command, object, statement and expression, with its place. */
import { escapePointer } from '../json/plain.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { writeCommandShapes, writeItemShapes } from './shapes-commands.ts'
import { writeObjectShapes } from './shapes-objects.ts'
import { writeStatementShapes } from './shapes-statements.ts'

/** Where a node stands: words such as `set` and `map` are objects, statements and expressions all three. */
export type VisitKind = 'command' | 'object' | 'statement' | 'expression'

export interface Visit {
  readonly kind: VisitKind
  readonly key: string
  readonly body: JsonValue
  /** The place of the body. */
  readonly pointer: string
  /** The command that an object stands in; `add` where it stands bare. */
  readonly command: string
}

/** Calls `visitor` for every node of a document, in order. Whatever is no document is passed over. */
export function visitDocument(json: JsonValue, visitor: (visit: Visit) => void): void {
  if (!isObject(json) || !Array.isArray(json['nftables'])) return
  for (const [index, item] of json['nftables'].entries())
    visitItem(item, `/nftables/${index}`, visitor)
}

function visitItem(item: JsonValue, pointer: string, visitor: (visit: Visit) => void): void {
  for (const [key, body] of entriesOf(item)) {
    const place = `${pointer}/${escapePointer(key)}`
    if (Object.hasOwn(writeCommandShapes, key)) {
      visitor({ kind: 'command', key, body, pointer: place, command: key })
      for (const [name, object] of entriesOf(body))
        visitObject(name, object, `${place}/${escapePointer(name)}`, key, visitor)
    } else if (Object.hasOwn(writeItemShapes, key)) visitObject(key, body, place, 'add', visitor)
  }
}

function visitObject(
  key: string,
  body: JsonValue,
  pointer: string,
  command: string,
  visitor: (visit: Visit) => void,
): void {
  visitor({ kind: 'object', key, body, pointer, command })
  if (!Object.hasOwn(writeObjectShapes, key)) return
  for (const [name, value] of entriesOf(body)) {
    const place = `${pointer}/${escapePointer(name)}`
    if (name === 'expr' || name === 'stmt') visitStatements(value, place, visitor)
    else if (name === 'elem' || name === 'type' || name === 'map')
      visitExpression(value, place, visitor)
  }
}

function visitStatements(json: JsonValue, pointer: string, visitor: (visit: Visit) => void): void {
  if (!Array.isArray(json)) return
  for (const [index, statement] of json.entries())
    visitStatement(statement, `${pointer}/${index}`, visitor)
}

function visitStatement(json: JsonValue, pointer: string, visitor: (visit: Visit) => void): void {
  for (const [key, body] of entriesOf(json)) {
    const place = `${pointer}/${escapePointer(key)}`
    visitor({ kind: 'statement', key, body, pointer: place, command: '' })
    if (!Object.hasOwn(writeStatementShapes, key)) continue
    for (const [name, value] of entriesOf(body)) {
      const inner = `${place}/${escapePointer(name)}`
      if (name === 'stmt' && Array.isArray(value)) visitStatements(value, inner, visitor)
      else if (name === 'stmt') visitStatement(value, inner, visitor)
      else visitExpression(key === 'reset' ? body : value, key === 'reset' ? place : inner, visitor)
    }
    // A statement whose body is itself an expression: `{ "ct helper": { "map": ... } }`.
    if (referring.includes(key)) visitExpression(body, place, visitor)
  }
}

const referring = [
  'counter',
  'quota',
  'limit',
  'synproxy',
  'secmark',
  'tunnel',
  'ct helper',
  'ct timeout',
  'ct expectation',
]

function visitExpression(json: JsonValue, pointer: string, visitor: (visit: Visit) => void): void {
  if (Array.isArray(json)) {
    for (const [index, item] of json.entries())
      visitExpression(item, `${pointer}/${index}`, visitor)
    return
  }
  for (const [key, body] of entriesOf(json)) {
    const place = `${pointer}/${escapePointer(key)}`
    visitor({ kind: 'expression', key, body, pointer: place, command: '' })
    if (isObject(body))
      for (const [name, value] of Object.entries(body))
        visitExpression(value, `${place}/${escapePointer(name)}`, visitor)
    else visitExpression(body, place, visitor)
  }
}

export function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function entriesOf(json: JsonValue): readonly (readonly [string, JsonValue])[] {
  return isObject(json) ? Object.entries(json) : []
}
