/** Constants as numbers, intervals and names of interfaces. */
import type { ReadCompound, ReadExpression } from 'nftables-json'
import type { Interval } from '../../../../net/index.ts'
import { parseAddress } from '../../../../net/index.ts'
import { etherAddress } from '../text/addresses.ts'
import { symbolNumber } from './symbols.ts'
import { allBits, type ValueType } from './value-type.ts'

/** Why something is no value of its type: nobody can tell, or nft refuses it. */
export type Fault = 'unknown' | 'refused' | 'hostname'

export const isCompound = (node: ReadExpression): node is ReadCompound =>
  typeof node === 'object' && !Array.isArray(node)

export const isList = (node: ReadExpression): node is readonly ReadExpression[] =>
  Array.isArray(node)

const digits = /^(?:0[xX][0-9a-fA-F]{1,64}|\d{1,80})$/

/** A number of that type, or why it is none. */
export function numberOf(node: ReadExpression, type: ValueType): bigint | Fault {
  const value = rawNumber(node, type)
  if (typeof value === 'string') return value
  return value < 0n || value > allBits(type.bits) ? 'refused' : value
}

function rawNumber(node: ReadExpression, type: ValueType): bigint | Fault {
  // Of a route's interface only whether there is one can be told.
  if (type.name === 'route' && typeof node !== 'boolean' && node !== 0 && node !== '0')
    return 'unknown'
  if (typeof node === 'number' || typeof node === 'bigint') return BigInt(node)
  if (typeof node === 'boolean') return node ? 1n : 0n
  if (typeof node === 'string') return textNumber(node, type)
  if (isList(node)) return fold(node, type, (left, right) => left | right)
  if ('|' in node) return fold(node['|'], type, (left, right) => left | right)
  if ('&' in node) return fold(node['&'], type, (left, right) => left & right)
  if ('^' in node) return fold(node['^'], type, (left, right) => left ^ right)
  if ('<<' in node) return fold(node['<<'], type, (left, right) => shifted(left, right))
  if ('>>' in node) return fold(node['>>'], type, (left, right) => left >> small(right))
  return 'unknown'
}

/** Nothing here is wider than 128 bits, so no shift by more leaves anything. */
const small = (value: bigint): bigint => (value > 256n ? 256n : value)
const shifted = (left: bigint, right: bigint): bigint => left << small(right)

function fold(
  nodes: readonly ReadExpression[],
  type: ValueType,
  join: (left: bigint, right: bigint) => bigint,
): bigint | Fault {
  let result: bigint | undefined
  for (const node of nodes) {
    const value = numberOf(node, type)
    if (typeof value === 'string') return value
    result = result === undefined ? value : join(result, value)
  }
  return result ?? 'refused'
}

function textNumber(text: string, type: ValueType): bigint | Fault {
  switch (type.name) {
    case 'ipv4_addr':
      return addressNumber(text, 'ip4')
    case 'ipv6_addr':
      return addressNumber(text, 'ip6')
    case 'ether_addr':
    case 'll_addr': {
      const ether = etherAddress(text)
      return ether === undefined ? 'refused' : BigInt(`0x${ether.replaceAll(':', '')}`)
    }
    default: {
      if (digits.test(text)) return BigInt(text)
      const known = symbolNumber(type.name, text)
      return known === undefined ? 'unknown' : BigInt(known)
    }
  }
}

/** nft asks the resolver for what is no address; an address of the other family it refuses. */
function addressNumber(text: string, family: 'ip4' | 'ip6'): bigint | Fault {
  const address = parseAddress(text)
  if (address === undefined) return 'hostname'
  return address.family === family ? address.value : 'refused'
}

/** A number, a prefix or a range, both ends inside. */
export function intervalOf(node: ReadExpression, type: ValueType): Interval | Fault {
  if (isCompound(node) && 'prefix' in node) return prefixOf(node.prefix, type)
  if (isCompound(node) && 'range' in node) {
    const [low, high] = node.range
    const first = numberOf(low, type)
    const last = numberOf(high, type)
    if (typeof first === 'string') return first
    if (typeof last === 'string') return last
    return first > last ? 'refused' : { first, last }
  }
  const value = numberOf(node, type)
  return typeof value === 'string' ? value : { first: value, last: value }
}

function prefixOf(
  { addr, len }: { readonly addr: ReadExpression; readonly len: number | bigint },
  type: ValueType,
): Interval | Fault {
  const value = numberOf(addr, type)
  if (typeof value === 'string') return value
  if (len < 0 || len > type.bits) return 'refused'
  const host = allBits(type.bits - Number(len))
  return { first: value & ~host, last: value | host }
}

/**
 * A pattern of interface names. By index (`iif`), a star is a character like any other and 1 is the loopback
 * interface, always (drivers/net/loopback.c); other indexes are bound to names that only the machine knows.
 */
export function patternOf(node: ReadExpression, type: ValueType): string | undefined {
  const byIndex = type.name === 'iface_index'
  if (byIndex && (node === 1 || node === '1')) return 'lo'
  if (typeof node !== 'string' || node === '') return undefined
  if (byIndex && digits.test(node)) return undefined
  return byIndex && /(?<!\\)\*$/.test(node) ? `${node.slice(0, -1)}\\*` : node
}
