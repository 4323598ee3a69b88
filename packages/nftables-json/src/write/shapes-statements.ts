/** Shapes of statements as they are written; the compiler holds them against `WriteStatementBodies`. */
import {
  comparisons,
  type LogFlag,
  limitPeriods,
  limitUnits,
  logFlags,
  logLevels,
  natFlags,
  natTypeFlags,
  queueFlags,
  quotaUnits,
  rejectCodes,
  synproxyFlags,
} from '../keywords/statements.ts'
import {
  boolean,
  integer,
  integer64,
  list,
  literals,
  named,
  nothing,
  object,
  oneOrMore,
  ref,
  type Shape,
  string,
  union,
} from '../shape/shape.ts'
import type { ElementOf } from '../types/expressions.ts'
import type {
  BitMatch,
  ObjectReference,
  WriteMangle,
  WriteMatch,
  WriteStatement,
  WriteStatementBodies,
} from '../types/statements.ts'
import { prefixPattern } from './patterns.ts'
import {
  type BitField,
  bits,
  exactBits,
  jump,
  mapOf,
  mapping,
  verdict,
} from './shapes-expressions.ts'
import { anySelector, computed, selector } from './shapes-selectors.ts'
import {
  comment,
  concatValue,
  interfaceWord,
  ipv4,
  ipv4Value,
  ipv6,
  ipv6Value,
  name,
  numberValue,
  operandOf,
  orOf,
  plainValue,
  port,
  portValue,
  rangeOf,
  setOperandOf,
  setReference,
  small,
  word,
} from './shapes-values.ts'

export const statement = ref<WriteStatement>('statement')
const compare = literals(comparisons)
const equal = literals(['==', '!='])
const inIp = literals(['ip', 'ip6'])
const anyAddress = union(ipv4, ipv6)
const portOrMap = union(portValue, mapOf('ports', portValue))
const addressOrMap = union(anyAddress, mapOf('address', anyAddress))
const interfaceOrMap = union(interfaceWord, mapOf('interface', interfaceWord))

function matchOf<L, O, R>(left: Shape<L>, op: Shape<O>, right: Shape<R>) {
  return object({ op, left, right })
}

function bitMatch<S, B>(field: BitField, left: Shape<S>, bit: Shape<B>): Shape<BitMatch<S, B>> {
  const exact = exactBits(field, bit)
  const tested = union(bit, orOf<B>(`${field}Bits`), oneOrMore(bit))
  const masked = object({ '&': pairOfMask(left, union(exact, list(bit))) })
  return union(
    matchOf(left, literals(['in', '!']), tested),
    matchOf(left, equal, operandOf(exact)),
    matchOf(masked, equal, union(exact, object({ set: list(exact) }))),
  )
}

function pairOfMask<A, B>(left: Shape<A>, mask: Shape<B>): Shape<readonly [A, B]> {
  return { node: { kind: 'tuple', of: [left.node, mask.node], rest: false } }
}

const match: Shape<WriteMatch> = named(
  'match',
  'A comparison.',
  union(
    matchOf(
      union(selector.ipv4, object({ '&': pairOfMask(selector.ipv4, ipv4) })),
      compare,
      operandOf(ipv4Value),
    ),
    matchOf(
      union(selector.ipv6, object({ '&': pairOfMask(selector.ipv6, ipv6) })),
      compare,
      operandOf(ipv6Value),
    ),
    matchOf(selector.port, compare, operandOf(portValue)),
    bitMatch('state', selector.state, bits.state),
    bitMatch('status', selector.status, bits.status),
    bitMatch('event', selector.event, bits.event),
    bitMatch('tcpFlags', selector.tcpFlags, bits.tcpFlags),
    bitMatch('label', selector.label, bits.label),
    matchOf(
      union(selector.number, selector.arithmetic, selector.jhash),
      compare,
      operandOf(numberValue),
    ),
    matchOf(selector.plain, compare, operandOf(plainValue)),
    matchOf(selector.concat, equal, setOperandOf(concatValue)),
  ),
)

const plainScalar = union(word, integer64, boolean)
const mangle: Shape<WriteMangle> = named(
  'mangle',
  'What is stored.',
  union(
    object({ key: selector.ipv4, value: union(ipv4, computed, mapOf('ipv4', ipv4)) }),
    object({ key: selector.ipv6, value: union(ipv6, computed, mapOf('ipv6', ipv6)) }),
    object({ key: selector.port, value: union(port, computed, mapOf('port', port)) }),
    object({
      key: selector.event,
      value: union(bits.event, orOf<'new'>('eventBits'), list(bits.event)),
    }),
    object({
      key: selector.tcpFlags,
      value: union(bits.tcpFlags, orOf<'syn'>('tcpFlagsBits'), list(bits.tcpFlags), computed),
    }),
    object({ key: selector.label, value: bits.label }),
    object({ key: selector.number, value: union(integer64, computed, mapOf('number', integer64)) }),
    object({
      key: selector.plain,
      value: union(plainScalar, computed, mapOf('plain', plainScalar)),
    }),
  ),
)

const natAddress = union(ipv4Value, ipv6Value)
const natMapped = union(natAddress, object({ concat: pairOfMask(natAddress, portValue) }))
const nat = named(
  'nat',
  'Where an address is translated to.',
  object(
    {},
    {
      addr: union(natAddress, mapOf('nat', natMapped)),
      family: inIp,
      port: portOrMap,
      flags: list(literals(natFlags)),
      type_flags: list(literals(natTypeFlags)),
    },
  ),
)
const natPort = union(
  nothing,
  object(
    {},
    {
      port: portOrMap,
      flags: list(literals(['random', 'fully-random', 'persistent'])),
    },
  ),
)

const reject = union(
  nothing,
  object({ type: literals(['tcp reset']) }),
  object({ type: literals(['icmp']) }, { expr: literals(rejectCodes.icmp) }),
  object({ type: literals(['icmpv6']) }, { expr: literals(rejectCodes.icmpv6) }),
  object({ type: literals(['icmpx']) }, { expr: literals(rejectCodes.icmpx) }),
)

const logPrefix = named(
  'logPrefix',
  'At most 127 bytes; neither quotation marks nor control characters.',
  string(prefixPattern),
)
const log = object(
  {},
  {
    prefix: logPrefix,
    group: integer(0, 65535),
    snaplen: small,
    'queue-threshold': small,
    level: literals(logLevels),
    flags: list<LogFlag>(literals(logFlags)),
  },
)

const quotaUnit = literals(quotaUnits)
const limitUnit = literals(limitUnits)
const quota = object(
  { val: integer64 },
  { val_unit: quotaUnit, used: integer64, used_unit: quotaUnit, inv: boolean },
)
export const limitFields = {
  required: { rate: integer64, per: literals(limitPeriods) },
  optional: { rate_unit: limitUnit, burst: small, burst_unit: limitUnit, inv: boolean },
} as const
const limit = object(limitFields.required, limitFields.optional)

const reference: Shape<ObjectReference> = named(
  'reference',
  "An object's name, or a mapping that yields one.",
  union(name, mapOf('name', name)),
)
const dynamicElement = union(
  anySelector,
  object({ elem: object({ val: anySelector }, { timeout: small, comment }) }) as Shape<
    ElementOf<never>
  >,
)
const update = { op: literals(['add', 'update', 'delete']), elem: dynamicElement } as const
const synproxyFields = {
  mss: integer(0, 65535),
  wscale: integer(0, 14),
  flags: list(literals(synproxyFlags)),
}
const device = { dev: interfaceOrMap }

export const writeStatementShapes = {
  accept: nothing,
  drop: nothing,
  continue: nothing,
  return: nothing,
  jump,
  goto: jump,
  match,
  vmap: mapping('verdict', verdict),
  counter: union(nothing, object({ packets: integer64, bytes: integer64 }), reference),
  last: nothing,
  quota: union(quota, reference),
  limit: union(limit, reference),
  mangle,
  notrack: nothing,
  snat: nat,
  dnat: nat,
  masquerade: natPort,
  redirect: natPort,
  tproxy: object({}, { family: inIp, addr: anyAddress, port }),
  reject,
  log: union(nothing, log),
  queue: union(
    nothing,
    object(
      {},
      {
        num: union(port, rangeOf(port), computed, mapOf('ports', portValue)),
        flags: list(literals(queueFlags)),
      },
    ),
  ),
  fwd: object(device, { family: inIp, addr: addressOrMap }),
  dup: object({ addr: addressOrMap }, device),
  flow: object({ op: literals(['add']), flowtable: setReference }),
  set: object({ ...update, set: setReference }, { stmt: list(statement) }),
  map: object(
    { ...update, data: union(computed, integer64, anyAddress), map: setReference },
    { stmt: list(statement) },
  ),
  meter: object({ name, key: anySelector, stmt: statement }, { size: small }),
  'ct helper': reference,
  'ct timeout': reference,
  'ct expectation': reference,
  secmark: reference,
  tunnel: reference,
  'ct count': object({ val: small }, { inv: boolean }),
  synproxy: union(nothing, object({}, synproxyFields), reference),
  reset: object({ 'tcp option': object({ name: word }) }),
} as const satisfies { [K in keyof WriteStatementBodies]: Shape<WriteStatementBodies[K]> }

export { synproxyFields }
