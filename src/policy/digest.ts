import { createHash } from 'node:crypto'
import type { Family } from '../net/index.ts'
import { formatAddress, formatPrefix } from '../net/index.ts'
import type { Gateway } from './gateway.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Lists whose order means something. Every other list is a set, and equal sets have to give equal digests. */
const orderedLists: ReadonlySet<string> = new Set(['users'])

const compareTexts = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0

const isFamily = (value: unknown): value is Family => value === 'ip4' || value === 'ip6'

/** Addresses and prefixes become their canonical text: JSON has no whole numbers of 128 bits. */
const networkText = (value: object): string | undefined => {
  if (!('family' in value) || !('value' in value)) return undefined
  if (!isFamily(value.family) || typeof value.value !== 'bigint') return undefined
  const address = { family: value.family, value: value.value }
  return 'length' in value && typeof value.length === 'number'
    ? formatPrefix({ ...address, length: value.length })
    : formatAddress(address)
}

const canonical = (value: unknown, key: string): Json => {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, ''))
    if (orderedLists.has(key)) return items
    return items.sort((left, right) => compareTexts(JSON.stringify(left), JSON.stringify(right)))
  }
  if (typeof value !== 'object') throw new Error(`no canonical JSON for a ${typeof value}`)
  const text = networkText(value)
  if (text !== undefined) return text
  const entries = Object.entries(value).map(
    ([name, inner]) => [name, canonical(inner, name)] as const,
  )
  return Object.fromEntries(entries.sort(([left], [right]) => compareTexts(left, right)))
}

/** The canonical JSON of a resolved policy: keys sorted, sets sorted, addresses in their canonical text. */
export const canonicalJson = (gateway: Omit<Gateway, 'source'>): string =>
  JSON.stringify(canonical(gateway, ''))

/** SHA-256 in hexadecimal of the canonical JSON: the same for policies that mean the same, however they are spelt. */
export const gatewayDigest = (gateway: Omit<Gateway, 'source'>): string =>
  createHash('sha256').update(canonicalJson(gateway)).digest('hex')
