/** Shapes of literals and values as they are written. */
import { symbols } from '../keywords/symbols.ts'
import {
  boolean,
  integer,
  integer64,
  list,
  literals,
  named,
  object,
  pair,
  ref,
  type Shape,
  string,
  twoOrMore,
  union,
} from '../shape/shape.ts'
import type { ConcatValue, ElementOf, OrOf } from '../types/expressions.ts'
import type {
  EtherAddress,
  InterfaceName,
  Ipv4Address,
  Ipv4Value,
  Ipv6Address,
  Ipv6Value,
  Prefix,
  Range,
  SetReference,
} from '../types/literals.ts'
import {
  commentPattern,
  etherPattern,
  interfacePattern,
  ipv4Pattern,
  ipv6Pattern,
  namePattern,
  setReferencePattern,
  wordPattern,
} from './patterns.ts'

export const ipv4 = named(
  'ipv4Address',
  'A dotted quad. A host name would be resolved by DNS when the ruleset loads.',
  string<Ipv4Address>(ipv4Pattern),
)
export const ipv6 = named(
  'ipv6Address',
  'An IPv6 address (RFC 4291).',
  string<Ipv6Address>(ipv6Pattern),
)
export const ether = named(
  'etherAddress',
  'Six octets, colon-separated.',
  string<EtherAddress>(etherPattern),
)
export const name = named('name', 'The name of a table, chain, set, ...', string(namePattern))
export const setReference = named(
  'setReference',
  'A named set, map or flowtable.',
  string<SetReference>(setReferencePattern),
)
export const interfaceWord = named(
  'interfaceName',
  'An interface; a final `*` stands for any rest.',
  string(interfacePattern),
)
export const comment = named(
  'comment',
  'At most 128 bytes; neither quotation marks nor control characters.',
  string(commentPattern),
)
export const port = named(
  'port',
  'A port by number. A name would be resolved by the services database.',
  integer(0, 65535),
)
export const number = integer64
export const small = integer(0, 2 ** 32 - 1)
export const word = named(
  'word',
  'A symbol of nft, an interface name, or a literal of a type without symbols.',
  string(wordPattern),
)
export const keyword = named(
  'keyword',
  'A symbol that nft resolves by itself.',
  literals([...new Set(Object.values(symbols).flat())]),
)

function prefixOf<A>(address: Shape<A>, bits: number): Shape<Prefix<A>> {
  return object({ prefix: object({ addr: address, len: integer(0, bits) }) })
}

export function rangeOf<V>(value: Shape<V>): Shape<Range<V>> {
  return object({ range: pair(value, value) })
}

export const ipv4Value = named<Ipv4Value>(
  'ipv4Value',
  'An IPv4 address, prefix or range.',
  union(ipv4, prefixOf(ipv4, 32), rangeOf(ipv4)),
)
export const ipv6Value = named<Ipv6Value>(
  'ipv6Value',
  'An IPv6 address, prefix or range.',
  union(ipv6, prefixOf(ipv6, 128), rangeOf(ipv6)),
)
export const portValue = named(
  'portValue',
  'A port or a range of ports.',
  union(port, rangeOf(port)),
)
export const numberValue = named(
  'numberValue',
  'A number or a range.',
  union(number, rangeOf(number)),
)
export const plainValue = named(
  'plainValue',
  'A symbol, a number, a range or a prefix.',
  union(word, number, boolean, rangeOf(union(word, number)), prefixOf(union(ether, number), 128)),
)

/** A value, perhaps with a timeout or a comment. */
export function elementOf<V>(value: Shape<V>): Shape<V | ElementOf<V>> {
  const wrapped = object({ elem: object({ val: value }, { timeout: small, comment }) })
  return union(value, wrapped)
}

export const catchAll = literals(['*'])

/** A set in place or a named set: nft takes concatenations in no other way. */
export function setOperandOf<V>(value: Shape<V>) {
  return union(object({ set: list(elementOf(value)) }), setReference)
}

/** A value, a set in place, or a named set. */
export function operandOf<V>(value: Shape<V>) {
  return union(value, object({ set: list(elementOf(value)) }), setReference)
}

/** Or-ed bits; trees of any depth are named by `name`. */
export function orOf<B>(name: string): Shape<OrOf<B>> {
  return ref<OrOf<B>>(name)
}

export const concatPart = named(
  'concatPart',
  'A component of a concatenation; strings are closed, so that no host or service name fits.',
  union(
    ipv4Value,
    ipv6Value,
    ether,
    numberValue,
    keyword,
    interfaceWord as Shape<InterfaceName>,
    boolean,
  ),
)
export const concatValue = named<ConcatValue>(
  'concatValue',
  'Values side by side.',
  object({ concat: twoOrMore(concatPart) }),
)
export const closedValue = named(
  'closedValue',
  'A value where no selector says what it must look like.',
  union(concatPart, concatValue),
)
