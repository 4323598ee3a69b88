import type { Address, Family } from './address.ts'
import { compareAddresses, familyBits, formatAddress, parseAddress } from './address.ts'
import type { Interval } from './interval-set.ts'

/** A network: the first `length` bits of `value`; the rest of `value` is zero. */
export interface Prefix {
  readonly family: Family
  readonly value: bigint
  readonly length: number
}

/** Why a text is no prefix; `host-bits` carries the prefix that was probably meant. */
export type PrefixReading =
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'no-address' }
  | { readonly kind: 'no-length' }
  | { readonly kind: 'host-bits'; readonly corrected: Prefix }

/** How many addresses a prefix holds, less one: the mask of its host bits. */
const hostMask = (family: Family, length: number): bigint =>
  (1n << BigInt(familyBits(family) - length)) - 1n

/** The network of that length which the address lies in. */
export const networkOf = (address: Address, length: number): Prefix => {
  const mask = hostMask(address.family, length)
  return { family: address.family, value: address.value & ~mask, length }
}

/** Reads `10.0.0.0/8`, or a bare address, which is the prefix of that one host, and says what is wrong with others. */
export const readPrefix = (text: string): PrefixReading => {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (!address) return { kind: 'no-address' }
  const bits = familyBits(address.family)
  if (slash < 0) return { kind: 'prefix', prefix: { ...address, length: bits } }
  const digits = text.slice(slash + 1)
  if (!/^(0|[1-9][0-9]{0,2})$/.test(digits) || Number(digits) > bits) return { kind: 'no-length' }
  const prefix = networkOf(address, Number(digits))
  return prefix.value === address.value
    ? { kind: 'prefix', prefix }
    : { kind: 'host-bits', corrected: prefix }
}

/** `10.0.0.0/8`, or a bare address, which is the prefix of that one host. Host bits must be zero. */
export const parsePrefix = (text: string): Prefix | undefined => {
  const reading = readPrefix(text)
  return reading.kind === 'prefix' ? reading.prefix : undefined
}

/** The prefix that a text with host bits, `10.1.2.3/8`, probably means: `10.0.0.0/8`. Undefined where nothing can be mended. */
export const correctedPrefix = (text: string): Prefix | undefined => {
  const reading = readPrefix(text)
  return reading.kind === 'host-bits' ? reading.corrected : undefined
}

/** The canonical text, always with its length. */
export const formatPrefix = (prefix: Prefix): string => `${formatAddress(prefix)}/${prefix.length}`

/** The prefix of this one address. */
export const hostPrefix = (address: Address): Prefix => ({
  family: address.family,
  value: address.value,
  length: familyBits(address.family),
})

/** First and last address of the prefix, both inside. */
export const prefixInterval = (prefix: Prefix): Interval => ({
  first: prefix.value,
  last: prefix.value | hostMask(prefix.family, prefix.length),
})

/** Whether every address of `inner` is in `outer`; a prefix contains itself. */
export const prefixContains = (outer: Prefix, inner: Prefix): boolean =>
  outer.family === inner.family &&
  outer.length <= inner.length &&
  networkOf(inner, outer.length).value === outer.value

export const prefixContainsAddress = (prefix: Prefix, address: Address): boolean =>
  prefixContains(prefix, hostPrefix(address))

/** Whether some address is in both. Two prefixes overlap only where one contains the other. */
export const prefixesOverlap = (left: Prefix, right: Prefix): boolean =>
  prefixContains(left, right) || prefixContains(right, left)

/** IPv4 before IPv6, then by first address, then the wider before the narrower. */
export const comparePrefixes = (left: Prefix, right: Prefix): number =>
  compareAddresses(left, right) || left.length - right.length

/** Sorted, each once, none inside another. The addresses covered stay the same; neighbours are not merged, so that names stay known. */
export const withoutContained = (prefixes: readonly Prefix[]): readonly Prefix[] => {
  const kept: Prefix[] = []
  for (const prefix of [...prefixes].sort(comparePrefixes)) {
    const last = kept.at(-1)
    if (!last || !prefixContains(last, prefix)) kept.push(prefix)
  }
  return kept
}
