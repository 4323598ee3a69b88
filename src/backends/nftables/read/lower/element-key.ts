/** Elements by a text that is the same for equal ones. */
import type { ReadExpression } from 'nftables-json'
import { bare, pairOf } from './members.ts'

/** JSON, with integers of any size. */
export function elementValueKey(node: unknown): string {
  if (typeof node === 'string') return JSON.stringify(node)
  return JSON.stringify(node, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  )
}

/** The key of an element: what it is found by, without its timeout and without a map's value. */
export function elementKey(element: ReadExpression, kind: 'set' | 'map'): string {
  const key = kind === 'map' ? (pairOf(element)?.[0] ?? element) : element
  const value = bare(key)
  return typeof value === 'string' ? value : elementValueKey(value)
}
