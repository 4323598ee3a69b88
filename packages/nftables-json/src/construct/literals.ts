/** Constructors of literals. Each throws a `ConstructionError` where the value is not what it claims. */

import type { SetOf } from '../types/expressions.ts'
import type { Integer } from '../types/json.ts'
import type {
  InterfaceName,
  Ipv4Address,
  Ipv6Address,
  Prefix,
  Range,
  SetReference,
} from '../types/literals.ts'
import { isIpv4Address, isIpv6Address } from '../write/check-value.ts'
import { interfacePattern, namePattern } from '../write/patterns.ts'
import { demand } from './problem.ts'

const nameForm = new RegExp(namePattern, 'u')
const interfaceForm = new RegExp(interfacePattern, 'u')

/** Whether a string names an interface, at most 15 bytes; a final `*` stands for any rest. */
export function isInterfaceName(text: string): text is InterfaceName {
  return interfaceForm.test(text)
}

/** A dotted quad. */
export function ipv4(text: string): Ipv4Address {
  demand(isIpv4Address(text), 'no IPv4 address')
  return text as Ipv4Address
}

/** RFC 4291 text, without a zone. */
export function ipv6(text: string): Ipv6Address {
  demand(isIpv6Address(text), 'no IPv6 address')
  return text as Ipv6Address
}

export function interfaceName(text: string): InterfaceName {
  demand(isInterfaceName(text), 'no interface name')
  return text
}

/** An address and the number of its leading bits that count. */
export function prefix<A extends Ipv4Address | Ipv6Address>(addr: A, len: number): Prefix<A> {
  const isV4 = isIpv4Address(addr)
  demand(isV4 || isIpv6Address(addr), 'no address')
  demand(Number.isInteger(len) && len >= 0 && len <= (isV4 ? 32 : 128), 'no prefix length')
  return { prefix: { addr, len } }
}

/** Both ends included, the lower first. */
export function range(low: number, high: number): Range<number>
export function range(low: Integer, high: Integer): Range<Integer>
export function range(low: Ipv4Address, high: Ipv4Address): Range<Ipv4Address>
export function range(low: Ipv6Address, high: Ipv6Address): Range<Ipv6Address>
export function range(low: Integer | string, high: Integer | string): Range<Integer | string> {
  if (typeof low !== 'string' && typeof high !== 'string')
    demand(low <= high, 'the lower end stands first')
  return { range: [low, high] }
}

/** A set in place. An empty one matches nothing, and nft refuses it. */
export function anonymousSet<const V>(...values: readonly [V, ...V[]]): SetOf<V> {
  return { set: values }
}

/** A named set, map or flowtable. */
export function setReference(name: string): SetReference {
  demand(nameForm.test(name), 'no name')
  return `@${name}`
}
