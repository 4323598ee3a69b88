/** Shapes of expressions as they are read; the compiler holds them against `ReadExpressionBodies`. */
import {
  boolean,
  integer64,
  list,
  nothing,
  object,
  openObject,
  pair,
  ref,
  type Shape,
  string,
  union,
} from '../shape/shape.ts'
import type { JsonObject } from '../types/json.ts'
import type { ReadExpression, ReadExpressionBodies } from '../types/read-expressions.ts'
import type { ReadStatement } from '../types/read-statements.ts'

export const number = integer64
export const expression = ref<ReadExpression>('expression')
export const statement = ref<ReadStatement>('statement')
/** One word, or an array of words. */
export const words = union(string(), list(string()))
/** JSON that is kept as it is. */
export const rawObject = openObject({}) as Shape<JsonObject>

export const tcpOption = union(
  object({ name: string() }, { field: string() }),
  object({ base: number, offset: number, len: number }),
)
const namedField = object({ name: string() }, { field: string() })
export const target = object({ target: string() })
const operands = list(expression)

const elem = object(
  { val: expression },
  {
    timeout: number,
    expires: number,
    comment: string(),
    counter: union(nothing, object({}, { packets: number, bytes: number })),
    limit: rawObject,
    quota: rawObject,
    last: union(nothing, object({}, { used: number })),
    'ct count': object({}, { val: number, inv: boolean }),
  },
)

/** Every expression that some release prints, by its key. Opaque nodes are the reader's own and have no shape. */
export const readExpressionShapes = {
  concat: operands,
  set: union(list(expression), expression),
  map: object({ key: expression, data: expression }),
  prefix: object({ addr: expression, len: number }),
  range: pair(expression, expression),
  payload: union(
    object({ protocol: string(), field: string() }, { tunnel: string() }),
    object({ base: string(), offset: number, len: number }, { tunnel: string() }),
  ),
  exthdr: object({ name: string() }, { field: string(), offset: number }),
  'tcp option': tcpOption,
  'ip option': namedField,
  'sctp chunk': namedField,
  'dccp option': object({ type: number }),
  meta: object({ key: string() }),
  rt: object({ key: string() }, { family: string() }),
  ct: object({ key: string() }, { dir: string(), family: string() }),
  numgen: object({ mode: string(), mod: number }, { offset: number }),
  jhash: object({ mod: number, expr: expression }, { seed: number, offset: number }),
  symhash: object({ mod: number }, { offset: number }),
  fib: object({ result: string(), flags: words }),
  '|': operands,
  '^': operands,
  '&': operands,
  '<<': operands,
  '>>': operands,
  elem,
  socket: object({ key: string() }, { level: number }),
  osf: object({ key: string() }, { ttl: string() }),
  ipsec: object({ key: string(), dir: string() }, { family: string(), spnum: number }),
  tunnel: object({ key: string() }),
  accept: nothing,
  drop: nothing,
  continue: nothing,
  return: nothing,
  jump: target,
  goto: target,
} as const satisfies {
  [K in Exclude<keyof ReadExpressionBodies, 'opaque'>]: Shape<ReadExpressionBodies[K]>
}
