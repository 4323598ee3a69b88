/** Shapes of commands and of whole documents as they are written. */
import type { Definitions } from '../shape/json-schema.ts'
import {
  integer,
  list,
  literals,
  named,
  nothing,
  object,
  ref,
  type Shape,
  string,
  union,
  wrapped,
} from '../shape/shape.ts'
import type {
  WriteCommandBodies,
  WriteFlush,
  WriteList,
  WriteRemoval,
  WriteReset,
} from '../types/commands.ts'
import type { WriteItem } from '../types/document.ts'
import type { WriteObject, WriteObjectBodies } from '../types/objects.ts'
import { expressionDefinitions } from './shapes-expressions.ts'
import { element, family, handle, placed, ruleFields, writeObjectShapes } from './shapes-objects.ts'
import { selectorShapes } from './shapes-selectors.ts'
import { writeStatementShapes } from './shapes-statements.ts'
import { name } from './shapes-values.ts'

const existing = named('existing', 'An object that is there already, by its name.', object(placed))
const namedTable = object({ family, name })
const ruleByHandle = object({ family, table: name, chain: name, handle })
const everything = named(
  'everything',
  'A class of objects, in all families or in one.',
  union(nothing, object({ family })),
)

const removal: Shape<WriteRemoval> = named(
  'removal',
  'What `delete` and `destroy` name.',
  wrapped({
    table: namedTable,
    rule: ruleByHandle,
    element,
    chain: existing,
    set: existing,
    map: existing,
    flowtable: existing,
    counter: existing,
    quota: existing,
    limit: existing,
    'ct helper': existing,
    'ct timeout': existing,
    'ct expectation': existing,
    secmark: existing,
    synproxy: existing,
    tunnel: existing,
  }),
)

const flush: Shape<WriteFlush> = wrapped({
  ruleset: everything,
  table: namedTable,
  chain: existing,
  set: existing,
  map: existing,
  meter: existing,
})

const listing: Shape<WriteList> = wrapped({
  ruleset: everything,
  tables: everything,
  chains: everything,
  sets: everything,
  maps: everything,
  counters: everything,
  quotas: everything,
  limits: everything,
  meters: everything,
  flowtables: everything,
  table: namedTable,
  chain: existing,
  set: existing,
  map: existing,
  counter: existing,
  quota: existing,
  limit: existing,
  'ct helper': existing,
  'ct timeout': existing,
  'ct expectation': existing,
})

const reset: Shape<WriteReset> = wrapped({
  counter: existing,
  counters: everything,
  quota: existing,
  quotas: everything,
  rule: ruleByHandle,
  rules: union(everything, object({ family, table: name }, { chain: name })),
  element,
  set: existing,
  map: existing,
})

const { rule: _rule, ...creatable } = writeObjectShapes

export const writeCommandShapes = {
  add: ref<WriteObject>('object'),
  create: wrapped(creatable) as Shape<WriteCommandBodies['create']>,
  insert: object({
    rule: object(ruleFields.required, { ...ruleFields.optional, index: integer(0, 2 ** 32 - 1) }),
  }),
  replace: object({ rule: object({ ...ruleFields.required, handle }, ruleFields.optional) }),
  delete: removal,
  destroy: removal,
  rename: object({ chain: object({ ...placed, newname: name }) }),
  flush,
  list: listing,
  reset,
} as const satisfies { [K in keyof WriteCommandBodies]: Shape<WriteCommandBodies[K]> }

const metainfo = object(
  { json_schema_version: literals([1]) },
  { version: string('^[!#-~ ]{0,64}$'), release_name: string('^[!#-~ ]{0,64}$') },
)

type ItemBodies = WriteObjectBodies & WriteCommandBodies
export const writeItemShapes = {
  metainfo,
  ...writeObjectShapes,
  ...writeCommandShapes,
} as const satisfies { [K in keyof ItemBodies]: Shape<ItemBodies[K]> } & {
  metainfo: Shape<unknown>
}

function describe(shapes: { readonly [name: string]: Shape<unknown> }, text: string): Definitions {
  const entries = Object.entries(shapes).map(([key, { node }]) => [
    key,
    { node, description: text },
  ])
  return Object.fromEntries(entries)
}

/** The strict schema's named shapes. */
export const writeDefinitions: Definitions = {
  document: {
    node: object({ nftables: list(ref<WriteItem>('item')) }).node,
    description: 'One transaction: nft loads all of it or nothing.',
  },
  item: {
    node: wrapped(writeItemShapes).node,
    description: 'Metainfo, a command, or an object (an implicit `add`).',
  },
  object: {
    node: wrapped(writeObjectShapes).node,
    description: 'A table or something that lives in one.',
  },
  statement: {
    node: wrapped(writeStatementShapes).node,
    description: 'One step of a rule, an object with one key.',
  },
  ...describe(selectorShapes, 'What a rule reads from a packet, sorted by what its values are.'),
  ...expressionDefinitions,
}
