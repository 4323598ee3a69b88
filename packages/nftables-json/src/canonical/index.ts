/** The canonical form of a document: equal for two descriptions of the same ruleset. */
import { canonicalItems, itemsOf } from './document.ts'
import { cutKey, type Plain, textOf, toPlain } from './plain.ts'

export type { Plain as CanonicalNode } from './plain.ts'

/**
 * The canonical form of a document.
 *
 * Gone are metainfo, handles, indices, counters' values and used quotas, and matches that other expressions of
 * their rule imply. Unified are the order of sets' elements and of flags, prefixes, masks and ranges, numbers and
 * their symbols, nested and flat operations, defaults spelled out or not, and the order of objects within a run
 * of additions; rules keep their order within their chain. Not distinguished is the order in which base chains of
 * equal priority were registered.
 *
 * Idempotent; never throws. What is no document comes back as the plain JSON that it is.
 */
export function canonical(document: unknown): Plain {
  const plain = toPlain(document)
  const items = itemsOf(plain)
  return items === undefined ? plain : { nftables: canonicalItems(items) }
}

/**
 * Whether two documents describe the same ruleset. Something too deep or too large to compare,
 * or that is no JSON, equals nothing, itself included: "equal" must never be said by looking away.
 */
export function equal(a: unknown, b: unknown): boolean {
  const text = textOf(canonical(a))
  return text === textOf(canonical(b)) && !text.includes(textOf(cutKey))
}
