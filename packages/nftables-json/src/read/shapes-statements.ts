/** Shapes of statements as they are read; the compiler holds them against `ReadStatementBodies`. */
import {
  boolean,
  list,
  nothing,
  object,
  openObject,
  type Shape,
  string,
  union,
} from '../shape/shape.ts'
import type { ReadStatementBodies } from '../types/read-statements.ts'
import { expression, number, statement, target, tcpOption, words } from './shapes-expressions.ts'

const nat = union(
  nothing,
  object(
    {},
    { addr: expression, family: string(), port: expression, flags: words, type_flags: words },
  ),
)

const quota = object(
  { val: number },
  { val_unit: string(), used: number, used_unit: string(), inv: boolean },
)

const limit = object(
  { rate: number },
  { per: string(), rate_unit: string(), burst: number, burst_unit: string(), inv: boolean },
)

const log = object(
  {},
  {
    prefix: string(),
    group: number,
    snaplen: number,
    'queue-threshold': number,
    level: string(),
    flags: words,
  },
)

const update = { op: string(), elem: expression }

/** Every statement that some release prints, by its key. */
export const readStatementShapes = {
  accept: nothing,
  drop: nothing,
  continue: nothing,
  return: nothing,
  jump: target,
  goto: target,
  match: object({ op: string(), left: expression, right: expression }),
  vmap: object({ key: expression, data: expression }),
  counter: union(nothing, object({}, { packets: number, bytes: number }), expression),
  last: union(nothing, object({}, { used: number })),
  quota: union(quota, expression),
  limit: union(limit, expression),
  mangle: object({ key: expression, value: expression }),
  notrack: nothing,
  snat: nat,
  dnat: nat,
  masquerade: nat,
  redirect: nat,
  tproxy: object({}, { family: string(), addr: expression, port: expression }),
  reject: union(nothing, object({}, { type: string(), expr: expression })),
  log: union(nothing, log),
  queue: union(nothing, object({}, { num: expression, flags: words })),
  fwd: object({}, { dev: expression, family: string(), addr: expression }),
  dup: union(nothing, object({}, { addr: expression, dev: expression })),
  flow: object({ flowtable: string() }, { op: string() }),
  set: object({ ...update, set: string() }, { stmt: list(statement) }),
  map: object({ ...update, data: expression, map: string() }, { stmt: list(statement) }),
  meter: object({ name: string(), key: expression, stmt: statement }, { size: number }),
  'ct helper': expression,
  'ct timeout': expression,
  'ct expectation': expression,
  secmark: expression,
  tunnel: expression,
  'ct count': object({ val: number }, { inv: boolean }),
  synproxy: union(nothing, object({}, { mss: number, wscale: number, flags: words }), expression),
  reset: object({ 'tcp option': tcpOption }),
  xt: union(nothing, openObject({}, { type: string(), name: string() })),
} as const satisfies {
  [K in Exclude<keyof ReadStatementBodies, 'opaque'>]: Shape<unknown>
}
