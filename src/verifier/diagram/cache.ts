import type { Arena } from './arena.ts'
import { at } from './arena.ts'
import { DiagramLimitError } from './limits.ts'

/**
 * The operation cache: one table for all operations, direct mapped, four words an entry: `first`, `second`, `third`
 * and the result. The third word tells operations apart:
 *
 *   0            first AND second
 *   1            first XOR second
 *   2 and more   if first then second else third
 *   -1           whether first and second are disjoint (1) or not (0)
 *   below        an operation with a parameter (a quantifier, a substitution), see `parameterOf`
 *
 * No question has the empty set as its first word (all operations answer that one at once), so an entry of zeros is
 * a free one. A newer result replaces the older in the same slot. Nodes are never freed or moved, so an entry, once
 * true, stays true; only its *slot* changes when the table grows, hence no slot is kept across a recursive call.
 */
export const CACHE_AND = 0
export const CACHE_XOR = 1
export const CACHE_DISJOINT = -1

/** What `recall` answers where nothing is remembered. */
export const UNKNOWN = -1

export const recall = (arena: Arena, first: number, second: number, third: number): number => {
  const { cache } = arena
  const offset = (hashOf(first, second, third) >>> arena.cacheShift) << 2
  return cache[offset] === first && cache[offset + 1] === second && cache[offset + 2] === third
    ? at(cache, offset + 3)
    : UNKNOWN
}

/** Remembers a result and passes it on. */
export const remember = (
  arena: Arena,
  first: number,
  second: number,
  third: number,
  result: number,
): number => {
  const { cache } = arena
  const offset = (hashOf(first, second, third) >>> arena.cacheShift) << 2
  cache[offset] = first
  cache[offset + 1] = second
  cache[offset + 2] = third
  cache[offset + 3] = result
  return result
}

/** Counts a step of recursion that the cache did not save. */
export const countStep = (arena: Arena): void => {
  arena.steps += 1
  if (arena.steps > arena.limits.steps) throw new DiagramLimitError('steps', arena.limits.steps)
}

/** Odd numbers that scatter bits well: golden ratio, and two of xxHash's and MurmurHash's kind. */
export const HASH_FIRST = 0x9e37_79b1
export const HASH_SECOND = 0x85eb_ca77
export const HASH_LAST = 0x2c1b_3c6d

const hashOf = (first: number, second: number, third: number): number =>
  Math.imul(Math.imul(first, HASH_FIRST) ^ Math.imul(second, HASH_SECOND) ^ third, HASH_LAST)

/** Doubles the cache and carries what it remembers over: each entry has one of two new slots, so none collide. */
export const growCache = (arena: Arena): void => {
  const old = arena.cache
  arena.cache = new Int32Array(old.length * 2)
  arena.cacheShift -= 1
  for (let offset = 0; offset < old.length; offset += 4) {
    const first = at(old, offset)
    if (first !== 0)
      remember(arena, first, at(old, offset + 1), at(old, offset + 2), at(old, offset + 3))
  }
}

/** Parameters that an arena knows by content at once. Forgetting them costs repeated work and nothing else. */
const PARAMETERS_KNOWN_MAX = 1024

/** The parameter with this content, made by `make` from a third word of its own where the arena knows none. */
export const parameterOf = <Parameter>(
  arena: Arena,
  known: Map<string, Parameter>,
  content: string,
  make: (key: number) => Parameter,
): Parameter => {
  const found = known.get(content)
  if (found !== undefined) return found
  if (known.size >= PARAMETERS_KNOWN_MAX) known.clear()
  arena.parameters += 1
  const made = make(CACHE_DISJOINT - arena.parameters)
  known.set(content, made)
  return made
}
