/** Taking nodes apart: `switch (key)` over the result is exhaustive by type. */
import type { Entry } from './types/json.ts'
import type {
  ReadItem,
  ReadItemBodies,
  ReadSelection,
  ReadSelectionBodies,
} from './types/read-document.ts'
import type { ReadCompound, ReadExpressionBodies } from './types/read-expressions.ts'
import type { ReadObject, ReadObjectBodies } from './types/read-objects.ts'
import type { ReadStatement, ReadStatementBodies } from './types/read-statements.ts'

/**
 * The key and the body of a node; a node made by the reader, by a constructor or to the types has exactly one key.
 * @throws TypeError on an object without keys, which no such node is.
 */
export function statementEntry(statement: ReadStatement): Entry<ReadStatementBodies> {
  return onlyEntry<Entry<ReadStatementBodies>>(statement)
}

/** See {@link statementEntry}. */
export function expressionEntry(expression: ReadCompound): Entry<ReadExpressionBodies> {
  return onlyEntry<Entry<ReadExpressionBodies>>(expression)
}

/** See {@link statementEntry}. */
export function objectEntry(object: ReadObject): Entry<ReadObjectBodies> {
  return onlyEntry<Entry<ReadObjectBodies>>(object)
}

/** See {@link statementEntry}. */
export function itemEntry(item: ReadItem): Entry<ReadItemBodies> {
  return onlyEntry<Entry<ReadItemBodies>>(item)
}

/** See {@link statementEntry}. */
export function selectionEntry(selection: ReadSelection): Entry<ReadSelectionBodies> {
  return onlyEntry<Entry<ReadSelectionBodies>>(selection)
}

/** TypeScript cannot tie the key of a single-key object to its value; this is the one place that says so. */
function onlyEntry<E>(node: object): E {
  const entries = Object.entries(node)
  const [entry] = entries
  if (entry === undefined || entries.length > 1) throw new TypeError('a node has exactly one key')
  return entry as E
}
