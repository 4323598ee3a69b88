/** Elements as members of a set, and as tuples of a map. */
import type { ReadElem, ReadExpression } from 'nftables-json'
import type { Interval } from '../../../../net/index.ts'
import { intervalSet } from '../../../../net/index.ts'
import type { Members, Part, Tuple } from '../../../../ruleset/index.ts'
import { type Fault, intervalOf, isCompound, isList, patternOf } from './constants.ts'
import { allBits, type ValueType } from './value-type.ts'

/** A selector of a key as its elements are written for it: the type, and how a value reads before it is compared. */
export interface Column {
  readonly type: ValueType
  /** Null: no packet has such a value. Undefined: nobody can tell. */
  readonly unread: (interval: Interval) => Interval | null | undefined
}

export const plainColumn = (type: ValueType): Column => ({ type, unread: (interval) => interval })

/** An element without its timeout, comment and counter. */
export function bare(node: ReadExpression): ReadExpression {
  return isCompound(node) && 'elem' in node ? node.elem.val : node
}

export function options(node: ReadExpression): ReadElem | undefined {
  return isCompound(node) && 'elem' in node ? node.elem : undefined
}

/** One tuple; null where no packet has such values, a fault where there is no telling. */
export function tupleOf(element: ReadExpression, columns: readonly Column[]): Tuple | null | Fault {
  const node = bare(element)
  if (node === '*') return [{ kind: 'otherwise' }]
  const parts = isCompound(node) && 'concat' in node ? node.concat : [node]
  if (parts.length !== columns.length) return 'refused'
  const tuple: Part[] = []
  for (const [index, column] of columns.entries()) {
    const part = partOf(bare(parts[index] ?? ''), column)
    if (part === null || typeof part === 'string') return part
    tuple.push(part)
  }
  return tuple
}

function partOf(node: ReadExpression, { type, unread }: Column): Part | null | Fault {
  if (type.isName) {
    const pattern = patternOf(node, type)
    return pattern === undefined ? 'unknown' : { kind: 'name', pattern }
  }
  const read = intervalOf(node, type)
  if (typeof read === 'string') return read
  const interval = unread(read)
  if (interval === undefined) return 'unknown'
  return interval && { kind: 'interval', interval }
}

export type Tuples = { readonly list: readonly Tuple[]; readonly fault: Fault | undefined }

/** All elements; the first fault among them, if any. */
export function tuplesOf(elements: Iterable<ReadExpression>, columns: readonly Column[]): Tuples {
  const list: Tuple[] = []
  let fault: Fault | undefined
  for (const element of elements) {
    const tuple = tupleOf(element, columns)
    if (typeof tuple === 'string') fault ??= tuple
    else if (tuple !== null) list.push(tuple)
  }
  return { list, fault }
}

/** Tuples as members of a set for such a key. */
export function membersOf(tuples: readonly Tuple[], columns: readonly Column[]): Members {
  const [only] = columns
  if (only === undefined || columns.length > 1) return { kind: 'tuples', tuples }
  const parts = tuples.flat()
  if (only.type.isName) {
    const patterns = parts.map((part) => (part.kind === 'name' ? part.pattern : '*'))
    return { kind: 'names', patterns: [...new Set(patterns)].sort() }
  }
  const everything = { first: 0n, last: allBits(only.type.bits) }
  const set = intervalSet(
    parts.map((part) => (part.kind === 'interval' ? part.interval : everything)),
  )
  return { kind: 'numbers', set }
}

/** A pair of key and value in the data of a map. */
export function pairOf(
  element: ReadExpression,
): readonly [ReadExpression, ReadExpression] | undefined {
  if (!isList(element) || element.length !== 2) return undefined
  const [key, value] = element
  return key === undefined || value === undefined ? undefined : [key, value]
}

/** What `{ set: ... }` holds: a single element may stand without its array. */
export function setElements(node: ReadExpression): readonly ReadExpression[] | undefined {
  if (!isCompound(node) || !('set' in node)) return undefined
  // The pairs of a map stand in an array of their own, so a bare pair is no list of elements.
  return isList(node.set) ? node.set : [node.set]
}
