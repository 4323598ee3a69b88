/** Shapes of objects, commands and documents as they are read. Objects keep keys that nothing here names. */
import {
  boolean,
  list,
  named,
  nothing,
  openObject,
  type Shape,
  string,
  union,
  wrapped,
} from '../shape/shape.ts'
import type { OneOrMany } from '../types/json.ts'
import {
  type ReadSelection,
  type ReadTarget,
  type Subject,
  subjects,
} from '../types/read-document.ts'
import type { ReadExpression } from '../types/read-expressions.ts'
import type { ReadObject, ReadObjectBodies } from '../types/read-objects.ts'
import { expression, number, rawObject, statement, words } from './shapes-expressions.ts'

const placed = { family: string(), table: string(), name: string() }
const noted = { handle: number, comment: string() }
const elements: Shape<OneOrMany<ReadExpression>> = union(list(expression), expression)
const priority = union(number, string())
const setType = union(string(), list(string()), openObject({ typeof: expression }))

const setOptions = {
  ...noted,
  policy: string(),
  flags: words,
  elem: elements,
  timeout: number,
  'gc-interval': number,
  size: number,
  'auto-merge': boolean,
  stmt: list(statement),
}

const chain = openObject(placed, {
  ...noted,
  newname: string(),
  type: string(),
  hook: string(),
  prio: priority,
  dev: words,
  policy: string(),
})

const rule = openObject(
  { family: string(), table: string(), chain: string() },
  { ...noted, expr: list(statement), index: number },
)

const tunnel = openObject(placed, {
  ...noted,
  id: number,
  'src-ipv4': string(),
  'dst-ipv4': string(),
  'src-ipv6': string(),
  'dst-ipv6': string(),
  sport: number,
  dport: number,
  tos: number,
  ttl: number,
  type: string(),
  tunnel: union(rawObject, list(rawObject)),
})

/** Every object that some release prints, by its key. */
export const readObjectShapes = {
  table: openObject({ family: string() }, { name: string(), ...noted, flags: words }),
  chain,
  rule,
  set: openObject({ ...placed, type: setType }, setOptions),
  map: openObject({ ...placed, type: setType, map: setType }, setOptions),
  element: openObject({ ...placed, elem: elements }),
  flowtable: openObject(placed, {
    ...noted,
    hook: string(),
    prio: priority,
    dev: words,
    flags: words,
  }),
  counter: openObject(placed, { ...noted, packets: number, bytes: number }),
  quota: openObject(placed, { ...noted, bytes: number, used: number, inv: boolean }),
  limit: openObject(placed, {
    ...noted,
    rate: number,
    per: string(),
    rate_unit: string(),
    burst: number,
    burst_unit: string(),
    inv: boolean,
  }),
  'ct helper': openObject(placed, {
    ...noted,
    type: string(),
    protocol: string(),
    l3proto: string(),
  }),
  'ct timeout': openObject(placed, {
    ...noted,
    protocol: string(),
    l3proto: string(),
    policy: rawObject,
  }),
  'ct expectation': openObject(placed, {
    ...noted,
    l3proto: string(),
    protocol: string(),
    dport: number,
    timeout: number,
    size: number,
  }),
  secmark: openObject(placed, { ...noted, context: string() }),
  synproxy: openObject(placed, { ...noted, mss: number, wscale: number, flags: words }),
  tunnel,
} as const satisfies {
  [K in Exclude<keyof ReadObjectBodies, 'opaque'>]: Shape<ReadObjectBodies[K]>
}

const existing: Shape<ReadTarget> = named(
  'existing',
  'An object that is there already.',
  openObject(
    {},
    {
      family: string(),
      table: string(),
      chain: string(),
      name: string(),
      handle: number,
      elem: elements,
    },
  ),
)

function bySubject(shape: Shape<ReadTarget | null>): { [S in Subject]: Shape<ReadTarget | null> } {
  const entries = subjects.map((subject) => [subject, shape])
  return Object.fromEntries(entries) as { [S in Subject]: Shape<ReadTarget | null> }
}

export const readSelection: Shape<ReadSelection> = wrapped(bySubject(union(nothing, existing)))
export const readObject: Shape<ReadObject> = wrapped(readObjectShapes)

export const metainfo = openObject(
  {},
  { version: string(), release_name: string(), json_schema_version: number },
)
