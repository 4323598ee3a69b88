/** Shapes of objects and commands as they are written. */
import { ctTimeoutStates } from '../keywords/conntrack.ts'
import {
  chainPolicies,
  chainTypes,
  type DataType,
  dataTypes,
  families,
  mapObjectKinds,
  setFlags,
  setPolicies,
  tableFlags,
} from '../keywords/objects.ts'
import {
  anyJson,
  boolean,
  both,
  integer,
  integer64,
  list,
  literals,
  named,
  object,
  openObject,
  pair,
  type Shape,
  type Shapes,
  string,
  twoOrMore,
  union,
} from '../shape/shape.ts'
import type {
  CtTimeoutPolicy,
  NumberDataType,
  WriteMap,
  WriteObjectBodies,
  WriteSet,
} from '../types/objects.ts'
import { verdict } from './shapes-expressions.ts'
import { anySelector } from './shapes-selectors.ts'
import { limitFields, statement, synproxyFields } from './shapes-statements.ts'
import {
  catchAll,
  closedValue,
  comment,
  concatValue,
  elementOf,
  interfaceWord,
  ipv4,
  ipv4Value,
  ipv6,
  ipv6Value,
  name,
  numberValue,
  plainValue,
  portValue,
  small,
} from './shapes-values.ts'

export const family = literals(families)
export const placed = { family, table: name, name } as const
const noted = { comment } as const
const priority = integer(-(2 ** 31), 2 ** 31 - 1)
const devices = union(interfaceWord, list(interfaceWord))
const handle = integer64

const baseFields = { prio: priority, policy: literals(chainPolicies) } as const
const chain = named(
  'chain',
  'A chain: regular, or a base chain with all that makes one.',
  union(
    object(placed, noted),
    object(
      {
        ...placed,
        ...baseFields,
        type: literals(chainTypes),
        hook: literals(['prerouting', 'input', 'forward', 'output', 'postrouting']),
      },
      noted,
    ),
    object(
      {
        ...placed,
        ...baseFields,
        type: literals(['filter']),
        hook: literals(['ingress', 'egress']),
        dev: devices,
      },
      noted,
    ),
  ),
)

const setOptions = {
  comment,
  policy: literals(setPolicies),
  flags: list(literals(setFlags)),
  timeout: small,
  'gc-interval': small,
  size: small,
  'auto-merge': boolean,
  stmt: list(statement),
} as const

const numberTypes = ['mark', 'uid', 'gid', 'realm', 'classid', 'devgroup'] as const
const classed: readonly string[] = ['ipv4_addr', 'ipv6_addr', 'inet_service', ...numberTypes]
const plainTypes = dataTypes.filter(
  (type): type is Exclude<DataType, 'ipv4_addr' | 'ipv6_addr' | 'inet_service' | NumberDataType> =>
    !classed.includes(type),
)
const concatType = named('concatType', 'Data types side by side.', twoOrMore(literals(dataTypes)))
const typeOfSelector = object({ typeof: anySelector })

const anyKey = named('anyKey', 'A key or an element.', union(elementOf(closedValue), catchAll))
const keyType = named(
  'keyType',
  'What keys are like.',
  union(literals(dataTypes), concatType, typeOfSelector),
)

/** What every set has, whatever its elements. */
const anySet = object({ ...placed, type: keyType }, { ...setOptions, elem: list(anyJson()) })
const anyMap = object(
  { ...placed, type: keyType, map: anyJson() },
  { ...setOptions, elem: list(pair(anyKey, anyJson())) },
)

function setOf<T, V>(type: Shape<T>, value: Shape<V>) {
  return openObject({ type }, { elem: list(union(elementOf(value), catchAll)) })
}

const set = named(
  'set',
  'A set, with elements of its type.',
  both<WriteSet>(
    anySet,
    union(
      setOf(literals(['ipv4_addr']), ipv4Value),
      setOf(literals(['ipv6_addr']), ipv6Value),
      setOf(literals(['inet_service']), portValue),
      setOf(literals(numberTypes), numberValue),
      setOf(literals(plainTypes), plainValue),
      setOf(concatType, concatValue),
      setOf(typeOfSelector, closedValue),
    ),
  ),
)

function mapTo<T, V>(type: Shape<T>, value: Shape<V>) {
  return openObject({ map: type }, { elem: list(pair(anyJson(), value)) })
}

const map = named(
  'map',
  'A map, with values of its type.',
  both<WriteMap>(
    anyMap,
    union(
      mapTo(literals(['verdict']), verdict),
      mapTo(literals(mapObjectKinds), name),
      mapTo(literals(['ipv4_addr']), ipv4Value),
      mapTo(literals(['ipv6_addr']), ipv6Value),
      mapTo(literals(['inet_service']), portValue),
      mapTo(literals(numberTypes), numberValue),
      mapTo(union(literals(plainTypes), concatType, typeOfSelector), closedValue),
    ),
  ),
)

export const element = named(
  'element',
  'Elements of a set or map that stands elsewhere.',
  object({
    ...placed,
    elem: list(union(anyKey, pair(anyKey, union(closedValue, verdict)))),
  }),
)

export const ruleFields = {
  required: { family, table: name, chain: name, expr: list(statement) },
  optional: noted,
} as const

const transport = literals(['tcp', 'udp'])
const layer3 = literals(['ip', 'ip6', 'inet'])
const tunnelOptions = {
  comment,
  sport: integer(0, 65535),
  dport: integer(0, 65535),
  tos: integer(0, 255),
  ttl: integer(0, 255),
} as const
/** Seconds by the name of a connection's state. */
const timeoutPolicy = object(
  {},
  Object.fromEntries(ctTimeoutStates.map((state) => [state, small])),
) as Shape<CtTimeoutPolicy>

const objectShapes = {
  table: object({ family, name }, { flags: list(literals(tableFlags)), comment }),
  chain,
  rule: object(ruleFields.required, ruleFields.optional),
  set,
  map,
  element,
  flowtable: object({ ...placed, hook: literals(['ingress']), prio: priority, dev: devices }),
  counter: object(placed, { comment, packets: integer64, bytes: integer64 }),
  quota: object({ ...placed, bytes: integer64 }, { comment, used: integer64, inv: boolean }),
  limit: object({ ...placed, ...limitFields.required }, { comment, ...limitFields.optional }),
  'ct helper': object(
    { ...placed, type: string('^[ -!#-~]{1,15}$'), protocol: transport },
    {
      comment,
      l3proto: layer3,
    },
  ),
  'ct timeout': object(
    { ...placed, protocol: transport, policy: timeoutPolicy },
    {
      comment,
      l3proto: layer3,
    },
  ),
  'ct expectation': object(
    {
      ...placed,
      protocol: literals(['tcp', 'udp', 'sctp', 'dccp']),
      dport: integer(0, 65535),
      timeout: small,
      size: integer(0, 255),
    },
    { comment, l3proto: layer3 },
  ),
  secmark: object({ ...placed, context: string('^[ -!#-~]{1,255}$') }, noted),
  synproxy: object(
    { ...placed, mss: synproxyFields.mss, wscale: synproxyFields.wscale },
    { comment, flags: synproxyFields.flags },
  ),
  tunnel: union(
    object({ ...placed, id: small, 'src-ipv4': ipv4, 'dst-ipv4': ipv4 }, tunnelOptions),
    object({ ...placed, id: small, 'src-ipv6': ipv6, 'dst-ipv6': ipv6 }, tunnelOptions),
  ),
} as const satisfies { [K in keyof WriteObjectBodies]: Shape<WriteObjectBodies[K]> }

/** Each object's shape under a name of its own, since commands take them in several places. */
export const writeObjectShapes = nameEach(objectShapes)

function nameEach<S extends Shapes>(shapes: S): S {
  const entries = Object.entries(shapes).map(([key, shape]) => {
    return [key, named(`object ${key}`.replaceAll(' ', '-'), `The object \`${key}\`.`, shape)]
  })
  return Object.fromEntries(entries) as S
}

export { handle }
