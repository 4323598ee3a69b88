/** The named shapes that a document is read by. */
import type { Definitions } from '../shape/json-schema.ts'
import {
  boolean,
  integer64,
  list,
  openObject,
  ref,
  type Shape,
  string,
  union,
  wrapped,
} from '../shape/shape.ts'
import type { ReadItem, ReadSelection } from '../types/read-document.ts'
import type { ReadExpression } from '../types/read-expressions.ts'
import type { ReadObject } from '../types/read-objects.ts'
import { expression, readExpressionShapes } from './shapes-expressions.ts'
import { metainfo, readObject, readObjectShapes, readSelection } from './shapes-objects.ts'
import { readStatementShapes } from './shapes-statements.ts'

const object = ref<ReadObject>('object')
const selection = ref<ReadSelection>('selection')

/** Commands by what they act on. */
export const readCommandShapes = {
  add: object,
  create: object,
  insert: object,
  replace: object,
  rename: object,
  delete: selection,
  destroy: selection,
  flush: selection,
  list: selection,
  reset: selection,
} as const

export const readItemShapes = { metainfo, ...readObjectShapes, ...readCommandShapes } as const

const anyExpression: Shape<ReadExpression> = union(
  string(),
  integer64,
  boolean,
  list(expression),
  wrapped(readExpressionShapes),
)

/** Where the reader puts an opaque node if what stands there does not fit: at each of these but the document. */
export const readDefinitions = {
  document: {
    node: openObject({ nftables: list(ref<ReadItem>('item')) }).node,
    description: 'What `nft -j` prints or takes.',
  },
  item: {
    node: wrapped(readItemShapes).node,
    description: 'Metainfo, an object (an implicit `add`), or a command.',
  },
  object: { node: readObject.node, description: 'A table or something that lives in one.' },
  selection: {
    node: readSelection.node,
    description: 'What a command names that exists already.',
  },
  statement: {
    node: wrapped(readStatementShapes).node,
    description: 'One step of a rule, an object with one key.',
  },
  expression: {
    node: anyExpression.node,
    description: 'An immediate, a list, or an object with one key.',
  },
} as const satisfies Definitions
