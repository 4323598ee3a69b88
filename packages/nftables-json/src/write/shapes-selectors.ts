/** Shapes of selectors as they are written; the compiler holds each union against its type. */
import {
  type CtKey,
  ctDirections,
  exthdrFields,
  fibFlags,
  fibResults,
  ipOptionFields,
  type MetaKey,
  metaKeys,
  osfKeys,
  osfTtls,
  payloadBases,
  payloadFields,
  payloadTunnels,
  sctpChunkFields,
  tcpOptionFields,
  tunnelKeys,
} from '../keywords/index.ts'
import {
  integer,
  list,
  literals,
  named,
  object,
  ref,
  type Shape,
  union,
  wrapped,
} from '../shape/shape.ts'
import type { Arithmetic, ArithmeticOperand, ConcatSelector, Jhash } from '../types/expressions.ts'
import type {
  EventSelector,
  Ipv4Selector,
  Ipv6Selector,
  LabelSelector,
  NumberMetaKey,
  NumberSelector,
  PlainSelector,
  PortSelector,
  StateSelector,
  StatusSelector,
  TcpFlagsSelector,
} from '../types/selectors.ts'
import { number, small } from './shapes-values.ts'

const tunnel = { tunnel: literals(payloadTunnels) }
const spnum = { spnum: integer(0, 255) }

function payload<P extends string, const F extends readonly string[]>(protocol: P, fields: F) {
  return object({
    payload: object({ protocol: literals([protocol]), field: literals(fields) }, tunnel),
  })
}

function ctDirected<const K extends readonly CtKey[]>(keys: K) {
  return object({ ct: object({ key: literals(keys), dir: literals(ctDirections) }) })
}

function ct<const K extends readonly CtKey[]>(keys: K) {
  return object({ ct: object({ key: literals(keys) }) })
}

function meta<const K extends readonly string[]>(keys: K) {
  return object({ meta: object({ key: literals(keys) }) })
}

function exthdr<N extends string, F extends string>(name: N, field: F) {
  return object({ exthdr: object({ name: literals([name]), field: literals([field]) }) })
}

function ipsec<F extends 'ip' | 'ip6'>(keys: readonly ['saddr', 'daddr'], family: F) {
  const required = {
    key: literals(keys),
    family: literals([family]),
    dir: literals(['in', 'out']),
  }
  return object({ ipsec: object(required, spnum) })
}

const nexthop = <F extends 'ip' | 'ip6'>(family: F) =>
  object({ rt: object({ key: literals(['nexthop']), family: literals([family]) }) })

const ipv4Selector = union(
  payload('ip', ['saddr', 'daddr']),
  payload('igmp', ['group']),
  payload('arp', ['saddr ip', 'daddr ip']),
  ctDirected(['ip saddr', 'ip daddr']),
  object({
    'ip option': object({ name: literals(['lsrr', 'rr', 'ssrr']), field: literals(['addr']) }),
  }),
  nexthop('ip'),
  ipsec(['saddr', 'daddr'], 'ip'),
)

const ipv6Selector = union(
  payload('ip6', ['saddr', 'daddr']),
  payload('icmpv6', ['taddr', 'daddr']),
  ctDirected(['ip6 saddr', 'ip6 daddr']),
  exthdr('rt0', 'addr[1]'),
  exthdr('srh', 'sid[1]'),
  nexthop('ip6'),
  ipsec(['saddr', 'daddr'], 'ip6'),
)

const portProtocols = ['dccp', 'sctp', 'tcp', 'th', 'udp', 'udplite'] as const
const portSelector = union(
  object({
    payload: object(
      { protocol: literals(portProtocols), field: literals(['sport', 'dport']) },
      tunnel,
    ),
  }),
  ctDirected(['proto-src', 'proto-dst']),
)

const numberMetaKeys = [
  'skuid',
  'skgid',
  'mark',
  'rtclassid',
  'iifgroup',
  'oifgroup',
  'cgroup',
  'cpu',
  'random',
  'length',
  'ibrpvid',
  'nftrace',
] as const satisfies readonly NumberMetaKey[]
const ctEitherKeys = ['bytes', 'packets', 'avgpkt', 'zone'] as const

const numgen = object({
  numgen: object({ mode: literals(['inc', 'random']), mod: small }, { offset: small }),
})

const numberSelector = union(
  meta(numberMetaKeys),
  ct(['mark', 'id']),
  object({
    ct: object({ key: literals(ctEitherKeys) }, { dir: literals(ctDirections) }),
  }),
  object({ rt: object({ key: literals(['classid', 'mtu']) }) }),
  object({ socket: object({ key: literals(['mark']) }) }),
  object({
    ipsec: object({ key: literals(['reqid', 'spi']), dir: literals(['in', 'out']) }, spnum),
  }),
  object({ payload: object({ base: literals(payloadBases), offset: small, len: small }) }),
  numgen,
  object({ symhash: object({ mod: small }, { offset: small }) }),
)

/** What the classes above have taken of each protocol's fields. */
const takenFields: { readonly [protocol: string]: readonly string[] } = {
  ip: ['saddr', 'daddr'],
  ip6: ['saddr', 'daddr'],
  igmp: ['group'],
  arp: ['saddr ip', 'daddr ip'],
  icmpv6: ['taddr', 'daddr'],
  tcp: ['sport', 'dport', 'flags'],
  udp: ['sport', 'dport'],
  udplite: ['sport', 'dport'],
  sctp: ['sport', 'dport'],
  dccp: ['sport', 'dport'],
}

const plainPayload = union(
  ...Object.entries(payloadFields)
    .filter(([protocol]) => protocol !== 'th')
    .map(([protocol, fields]) => {
      const taken = takenFields[protocol] ?? []
      const plain = fields.filter((field) => !taken.includes(field))
      return object({ protocol: literals([protocol]), field: literals(plain) }, tunnel)
    }),
)

const addressFields: readonly string[] = ['addr', 'addr[1]', 'sid[1]']

/** A header or option by name, to ask whether it is there, or one of its fields; names with equal fields together. */
function namedFields(table: { readonly [name: string]: readonly string[] }): Shape<unknown> {
  const namesOf = new Map<string, { fields: readonly string[]; names: string[] }>()
  for (const [name, all] of Object.entries(table)) {
    const fields = all.filter((field) => !addressFields.includes(field))
    const group = namesOf.get(fields.join()) ?? { fields, names: [] }
    group.names.push(name)
    namesOf.set(fields.join(), group)
  }
  const shapes = [...namesOf.values()].map(({ fields, names }) =>
    fields.length === 0
      ? object({ name: literals(names) })
      : object({ name: literals(names) }, { field: literals(fields) }),
  )
  return union(...shapes)
}

function isPlainMetaKey(key: MetaKey): boolean {
  return !numberMetaKeys.some((numberKey) => numberKey === key)
}

const plainSelector = wrapped({
  payload: plainPayload,
  exthdr: namedFields(exthdrFields),
  'tcp option': union(
    namedFields(tcpOptionFields),
    object({ base: small, offset: small, len: small }),
  ),
  'ip option': namedFields(ipOptionFields),
  'sctp chunk': namedFields(sctpChunkFields),
  meta: object({ key: literals(metaKeys.filter(isPlainMetaKey)) }),
  ct: union(
    object({ key: literals(['direction', 'expiration', 'helper', 'secmark']) }),
    object({ key: literals(['l3proto', 'protocol']), dir: literals(ctDirections) }),
  ),
  'dccp option': object({ type: integer(0, 255) }),
  rt: object({ key: literals(['ipsec']) }),
  fib: object({ result: literals(fibResults), flags: list(literals(fibFlags)) }),
  socket: object({ key: literals(['transparent', 'wildcard']) }),
  osf: object({ key: literals(osfKeys) }, { ttl: literals(osfTtls) }),
  tunnel: object({ key: literals(tunnelKeys) }),
})

export const selector = {
  ipv4: ref<Ipv4Selector>('ipv4Selector'),
  ipv6: ref<Ipv6Selector>('ipv6Selector'),
  port: ref<PortSelector>('portSelector'),
  state: ref<StateSelector>('stateSelector'),
  status: ref<StatusSelector>('statusSelector'),
  event: ref<EventSelector>('eventSelector'),
  tcpFlags: ref<TcpFlagsSelector>('tcpFlagsSelector'),
  label: ref<LabelSelector>('labelSelector'),
  number: ref<NumberSelector>('numberSelector'),
  plain: ref<PlainSelector>('plainSelector'),
  concat: ref<ConcatSelector>('concatSelector'),
  jhash: ref<Jhash>('jhash'),
  arithmetic: ref<Arithmetic>('arithmetic'),
} as const

export const scalarSelector = named(
  'scalarSelector',
  'One thing read from a packet.',
  union(
    selector.ipv4,
    selector.ipv6,
    selector.port,
    selector.state,
    selector.status,
    selector.event,
    selector.tcpFlags,
    selector.label,
    selector.number,
    selector.plain,
  ),
)
export const operand: Shape<ArithmeticOperand> = union(
  scalarSelector,
  selector.jhash,
  selector.arithmetic,
  number,
)
export const computed = named(
  'computed',
  'What is computed per packet.',
  union(scalarSelector, selector.jhash, selector.arithmetic),
)
export const anySelector = named(
  'anySelector',
  'Anything that is read from a packet.',
  union(scalarSelector, selector.concat, selector.jhash),
)

/** The shapes whose unions the types name; a test holds each against its type. */
export const selectorShapes = {
  ipv4Selector,
  ipv6Selector,
  portSelector,
  numberSelector,
  plainSelector,
  stateSelector: ct(['state']),
  statusSelector: ct(['status']),
  eventSelector: ct(['event']),
  tcpFlagsSelector: payload('tcp', ['flags']),
  labelSelector: ct(['label']),
} as const
