/** Narrowing of JSON that nobody has checked yet. */
import { at, type Place, refuse } from './place.ts'

export type Body = { readonly [key: string]: unknown }

export function isBody(node: unknown): node is Body {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

export function isList(node: unknown): node is readonly unknown[] {
  return Array.isArray(node)
}

/** The key and the body of a wrapper such as `{ "match": {...} }`; undefined where the node is no such thing. */
export function wrapped(node: unknown): readonly [string, unknown] | undefined {
  if (!isBody(node)) return undefined
  const entries = Object.entries(node)
  const [entry] = entries
  return entries.length === 1 ? entry : undefined
}

/** One item or several, as a list: nft prints flags either way. */
export function asList(node: unknown): readonly unknown[] {
  if (node === undefined || node === null) return []
  return isList(node) ? node : [node]
}

/**
 * Refuses keys that the printer does not know: nft ignores them in JSON without a word,
 * so what they were meant to say would be lost in text as well.
 */
export function body(node: unknown, place: Place, keys: readonly string[]): Body {
  if (!isBody(node)) {
    refuse(place, 'an object is expected here')
    return {}
  }
  for (const key of Object.keys(node)) {
    if (!keys.includes(key)) refuse(at(place, key), `the property "${key}" is not known here`)
  }
  return node
}

/** A string that is one of `words`. */
export function word(node: unknown, place: Place, words: readonly string[]): string {
  if (typeof node === 'string' && words.includes(node)) return node
  return refuse(place, `${describe(node)} is none of: ${words.join(', ')}`)
}

/** The words of a flags property, in the order of `words` so that equal flags print alike. */
export function flags(node: unknown, place: Place, words: readonly string[]): readonly string[] {
  const given = asList(node).map((flag) => word(flag, place, words))
  return words.filter((known) => given.includes(known))
}

/** A short rendering of a node for a message. */
export function describe(node: unknown): string {
  if (typeof node === 'string') return `"${node.slice(0, 40)}"`
  if (typeof node === 'object' && node !== null) return isList(node) ? 'a list' : 'an object'
  return String(node)
}
