import { conjoin } from './and.ts'
import type { Arena, Diagram, Variable } from './arena.ts'
import { at, FALSE, offsetOf, TRUE } from './arena.ts'
import { countStep, parameterOf, recall, remember, UNKNOWN } from './cache.ts'
import { highAt, lowAt } from './cofactor.ts'
import { assertVariable } from './cube.ts'
import { makeNode } from './node.ts'

/** Variables to be forgotten, with the word that names them in the cache. */
export interface Quantifier {
  /** 1 for each variable that is forgotten. */
  readonly members: Uint8Array
  /** The lowest of them in the order; a set that tests only what is below is left as it is. */
  readonly last: Variable
  readonly key: number
}

/** The assignments that are in the set for some value of the variables: the set with the variables forgotten. */
export const exists = (arena: Arena, set: Diagram, variables: readonly Variable[]): Diagram =>
  variables.length === 0 ? set : (forget(arena, set, quantifier(arena, variables)) as Diagram)

/** The assignments that are in the set for every value of the variables. */
export const forall = (arena: Arena, set: Diagram, variables: readonly Variable[]): Diagram =>
  variables.length === 0
    ? set
    : ((forget(arena, set ^ 1, quantifier(arena, variables)) ^ 1) as Diagram)

/**
 * `exists(and(left, right))` without ever building the intersection (the relational product): the step of a packet
 * through a relation, of which the intermediate set is often far larger than the result.
 */
export const andExists = (
  arena: Arena,
  left: Diagram,
  right: Diagram,
  variables: readonly Variable[],
): Diagram =>
  (variables.length === 0
    ? conjoin(arena, left, right)
    : meetAndForget(arena, left, right, quantifier(arena, variables))) as Diagram

const quantifier = (arena: Arena, variables: readonly Variable[]): Quantifier =>
  parameterOf(arena, arena.quantifiers, variables.join(), (key) => {
    const members = new Uint8Array(arena.variables)
    for (const each of variables) {
      assertVariable(arena, each)
      members[each] = 1
    }
    return { members, last: members.lastIndexOf(1), key }
  })

const forget = (arena: Arena, edge: number, quantifier: Quantifier): number => {
  const level = at(arena.nodes, offsetOf(edge))
  if (level > quantifier.last) return edge
  const remembered = recall(arena, edge, TRUE, quantifier.key)
  if (remembered !== UNKNOWN) return remembered
  countStep(arena)
  const edgeHigh = highAt(arena, edge, level)
  const low = forget(arena, lowAt(arena, edge, level), quantifier)
  const isForgotten = quantifier.members[level] === 1
  const result =
    isForgotten && low === TRUE
      ? TRUE
      : join(arena, level, low, forget(arena, edgeHigh, quantifier), isForgotten)
  return remember(arena, edge, TRUE, quantifier.key, result)
}

const join = (
  arena: Arena,
  level: number,
  low: number,
  high: number,
  isForgotten: boolean,
): number =>
  isForgotten ? conjoin(arena, low ^ 1, high ^ 1) ^ 1 : makeNode(arena, level, low, high)

const meetAndForget = (
  arena: Arena,
  left: number,
  right: number,
  quantifier: Quantifier,
): number => {
  const isSorted = left < right
  const first = isSorted ? left : right
  const second = isSorted ? right : left
  if (first === FALSE || (first ^ second) === 1) return FALSE
  if (first === TRUE || first === second) return forget(arena, second, quantifier)
  const firstLevel = at(arena.nodes, offsetOf(first))
  const secondLevel = at(arena.nodes, offsetOf(second))
  const level = Math.min(firstLevel, secondLevel)
  if (level > quantifier.last) return conjoin(arena, first, second)
  const remembered = recall(arena, first, second, quantifier.key)
  if (remembered !== UNKNOWN) return remembered
  countStep(arena)
  const firstHigh = highAt(arena, first, level)
  const secondHigh = highAt(arena, second, level)
  const low = meetAndForget(
    arena,
    lowAt(arena, first, level),
    lowAt(arena, second, level),
    quantifier,
  )
  const isForgotten = quantifier.members[level] === 1
  const result =
    isForgotten && low === TRUE
      ? TRUE
      : join(
          arena,
          level,
          low,
          meetAndForget(arena, firstHigh, secondHigh, quantifier),
          isForgotten,
        )
  return remember(arena, first, second, quantifier.key, result)
}
