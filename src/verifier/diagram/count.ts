import { assert } from '../../assert.ts'
import type { Arena, Diagram, Variable } from './arena.ts'
import { at, FALSE, LEAF_LEVEL, offsetOf, TRUE } from './arena.ts'
import { assertVariable } from './cube.ts'

/**
 * How many assignments of the given variables are in the set; of all variables of the arena, where none are given.
 * Exact. The set must depend on no others.
 */
export const satCount = (arena: Arena, set: Diagram, variables?: readonly Variable[]): bigint => {
  const counted = new Uint8Array(arena.variables).fill(variables ? 0 : 1)
  for (const each of variables ?? []) {
    assertVariable(arena, each)
    counted[each] = 1
  }
  return countOf({ arena, below: countedBelow(counted), known: new Map() }, set, 0)
}

interface Counting {
  readonly arena: Arena
  /** For each level the number of counted variables at it and below; 0 for the leaf. */
  readonly below: Int32Array
  /** For each node, by the uncomplemented edge to it, the number of assignments of what is counted from it down. */
  readonly known: Map<number, bigint>
}

const countedBelow = (counted: Uint8Array): Int32Array => {
  const below = new Int32Array(counted.length + 1)
  for (let level = counted.length - 1; level >= 0; level -= 1)
    below[level] = at(below, level + 1) + (counted[level] ?? 0)
  return below
}

/** Assignments of what is counted from `level` down. */
const countOf = (counting: Counting, edge: number, level: number): bigint => {
  const total = at(counting.below, level)
  if (edge === FALSE) return 0n
  if (edge === TRUE) return 1n << BigInt(total)
  const top = at(counting.arena.nodes, offsetOf(edge))
  const regular = countRegular(counting, edge & ~1, top)
  const rest = at(counting.below, top)
  const count = (edge & 1) === 1 ? (1n << BigInt(rest)) - regular : regular
  return count << BigInt(total - rest)
}

const countRegular = (counting: Counting, edge: number, top: number): bigint => {
  const known = counting.known.get(edge)
  if (known !== undefined) return known
  const { nodes } = counting.arena
  assert(top !== LEAF_LEVEL, 'constants are counted before')
  assert(
    at(counting.below, top) > at(counting.below, top + 1),
    `the set depends on variable ${top}, which is not counted`,
  )
  const offset = offsetOf(edge)
  const count =
    countOf(counting, at(nodes, offset + 1), top + 1) +
    countOf(counting, at(nodes, offset + 2), top + 1)
  counting.known.set(edge, count)
  return count
}
