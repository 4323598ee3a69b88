import { assert } from '../../assert.ts'
import type { Arena, Diagram, Variable } from './arena.ts'
import { at, FALSE, LEAF_LEVEL, offsetOf, TRUE } from './arena.ts'
import { countStep, parameterOf, recall, remember, UNKNOWN } from './cache.ts'
import type { Literal } from './cube.ts'
import { assertVariable, variable } from './cube.ts'
import { choose } from './ite.ts'
import { makeNode } from './node.ts'

/** What stands in for each variable, with the word that names the whole of it in the cache. */
export interface Substitution {
  /** The set that replaces each variable, or `KEPT`. */
  readonly replacements: Int32Array
  /** The lowest variable replaced; a set that tests only what is below is left as it is. */
  readonly last: Variable
  readonly key: number
}

const KEPT = -1

/** A variable and what stands in for it. */
export type Replacement = readonly [from: Variable, to: Diagram]

/** The set with a set in place of each given variable, all at once: `x := y, y := x` exchanges the two. */
export const compose = (
  arena: Arena,
  set: Diagram,
  replacements: readonly Replacement[],
): Diagram =>
  replacements.length === 0
    ? set
    : (replace(arena, set, substitution(arena, replacements)) as Diagram)

/** The set with variables renamed, all at once. Two that become one are taken to be equal. */
export const rename = (
  arena: Arena,
  set: Diagram,
  names: readonly (readonly [from: Variable, to: Variable])[],
): Diagram =>
  compose(
    arena,
    set,
    names.map(([from, to]) => [from, variable(arena, to)]),
  )

/** What the set says of the other variables where these literals hold: the cofactor, in which they are not tested. */
export const restrict = (arena: Arena, set: Diagram, literals: readonly Literal[]): Diagram =>
  compose(
    arena,
    set,
    literals.map((literal) => [literal.variable, literal.value ? TRUE : FALSE]),
  )

const substitution = (arena: Arena, given: readonly Replacement[]): Substitution =>
  parameterOf(arena, arena.substitutions, given.join(), (key) => {
    const replacements = new Int32Array(arena.variables).fill(KEPT)
    let last = 0
    for (const [from, to] of given) {
      assertVariable(arena, from)
      assert(replacements[from] === KEPT, `variable ${from} is replaced twice`)
      replacements[from] = to
      last = Math.max(last, from)
    }
    return { replacements, last, key }
  })

/** The complement of a set, replaced, is the complement of what replaces it: only regular edges are remembered. */
const replace = (arena: Arena, edge: number, substitution: Substitution): number => {
  const complement = edge & 1
  return replaceRegular(arena, edge ^ complement, substitution) ^ complement
}

const replaceRegular = (arena: Arena, edge: number, substitution: Substitution): number => {
  const offset = offsetOf(edge)
  const level = at(arena.nodes, offset)
  if (level > substitution.last) return edge
  const edgeLow = at(arena.nodes, offset + 1)
  const edgeHigh = at(arena.nodes, offset + 2)
  const replacement = at(substitution.replacements, level)
  if (replacement === FALSE) return replace(arena, edgeLow, substitution)
  if (replacement === TRUE) return replace(arena, edgeHigh, substitution)
  const remembered = recall(arena, edge, TRUE, substitution.key)
  if (remembered !== UNKNOWN) return remembered
  countStep(arena)
  const low = replace(arena, edgeLow, substitution)
  const high = replace(arena, edgeHigh, substitution)
  const test = replacement === KEPT ? makeNode(arena, level, FALSE, TRUE) : replacement
  return remember(arena, edge, TRUE, substitution.key, decide(arena, test, low, high))
}

/**
 * `if test then high else low`. Where the test is one variable above both, which is always so when renaming keeps the
 * order, the node can be made directly.
 */
const decide = (arena: Arena, test: number, low: number, high: number): number => {
  const { nodes } = arena
  const offset = offsetOf(test)
  const level = at(nodes, offset)
  const isVariable =
    level !== LEAF_LEVEL &&
    (test & 1) === 0 &&
    at(nodes, offset + 1) === FALSE &&
    at(nodes, offset + 2) === TRUE
  return isVariable && level < at(nodes, offsetOf(low)) && level < at(nodes, offsetOf(high))
    ? makeNode(arena, level, low, high)
    : choose(arena, test, high, low)
}
