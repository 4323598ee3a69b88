import { assert, assertNever } from '../../assert.ts'
import { setContains } from '../../net/index.ts'
import type { Members, Part, Tuple } from '../../ruleset/index.ts'
import type { Value } from '../field-value.ts'

/** A key is one value or several; every one of them is there, or the test would have broken the rule. */
export type Key = readonly Exclude<Value, undefined>[]

/** Whether the name is meant: a trailing `*` stands for any rest, `\*` for a star. */
export const nameMatches = (pattern: string, name: string): boolean => {
  if (pattern.endsWith('\\*')) return name === `${pattern.slice(0, -2)}*`
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

/** Whether entries stand elsewhere, under a name. */
export const isNamed = <T>(
  entries: readonly T[] | { readonly map: string },
): entries is { readonly map: string } => !Array.isArray(entries)

export const membersHold = (members: Members, key: Key): boolean => {
  const [value] = key
  switch (members.kind) {
    case 'numbers':
      return typeof value === 'bigint' && setContains(members.set, value)
    case 'names':
      return typeof value === 'string' && members.patterns.some((each) => nameMatches(each, value))
    case 'tuples':
      return findTuple(members.tuples, (tuple) => tuple, key) !== undefined
    default:
      return assertNever(members)
  }
}

/** The entry that holds the key: the first that names it, else the catch-all. */
export const findTuple = <T>(
  entries: readonly T[],
  tupleOf: (entry: T) => Tuple,
  key: Key,
): T | undefined =>
  entries.find((entry) => !isCatchAll(tupleOf(entry)) && tupleHolds(tupleOf(entry), key)) ??
  entries.find((entry) => isCatchAll(tupleOf(entry)))

const isCatchAll = (tuple: Tuple): boolean => tuple.some(({ kind }) => kind === 'otherwise')

const tupleHolds = (tuple: Tuple, key: Key): boolean => {
  assert(tuple.length === key.length, 'an element has one part for each selector of the key')
  return tuple.every((part, index) => partHolds(part, key[index]))
}

const partHolds = (part: Part, value: Value): boolean => {
  switch (part.kind) {
    case 'interval':
      return (
        typeof value === 'bigint' && part.interval.first <= value && value <= part.interval.last
      )
    case 'name':
      return typeof value === 'string' && nameMatches(part.pattern, value)
    case 'otherwise':
      return true
    default:
      return assertNever(part)
  }
}
