import { conjoin } from './and.ts'
import type { Arena, Diagram } from './arena.ts'
import { at, FALSE, offsetOf, TRUE } from './arena.ts'
import { countStep, recall, remember, UNKNOWN } from './cache.ts'
import { highAt, lowAt } from './cofactor.ts'
import { makeNode } from './node.ts'
import { differ } from './xor.ts'

/** The assignments of `whenTrue` where `condition` holds, and those of `whenFalse` where it does not. */
export const ite = (
  arena: Arena,
  condition: Diagram,
  whenTrue: Diagram,
  whenFalse: Diagram,
): Diagram => choose(arena, condition, whenTrue, whenFalse) as Diagram

/** `ite` on bare edges. Whatever two operands can say goes to `conjoin` or `differ`, and to their cache. */
export const choose = (
  arena: Arena,
  condition: number,
  whenTrue: number,
  whenFalse: number,
): number => {
  if (condition === TRUE) return whenTrue
  if (condition === FALSE) return whenFalse
  if ((condition & 1) === 1) return choose(arena, condition ^ 1, whenFalse, whenTrue)
  if (whenTrue === whenFalse) return whenTrue
  if (whenTrue === FALSE || whenTrue === (condition ^ 1))
    return conjoin(arena, condition ^ 1, whenFalse)
  if (whenTrue === TRUE || whenTrue === condition)
    return conjoin(arena, condition ^ 1, whenFalse ^ 1) ^ 1
  if (whenFalse === FALSE || whenFalse === condition) return conjoin(arena, condition, whenTrue)
  if (whenFalse === TRUE || whenFalse === (condition ^ 1))
    return conjoin(arena, condition, whenTrue ^ 1) ^ 1
  if ((whenTrue ^ whenFalse) === 1) return differ(arena, condition, whenFalse)
  const complement = whenTrue & 1
  return chooseRegular(arena, condition, whenTrue ^ complement, whenFalse ^ complement) ^ complement
}

/** All three are no constants, and neither condition nor `whenTrue` is complemented. */
const chooseRegular = (
  arena: Arena,
  condition: number,
  whenTrue: number,
  whenFalse: number,
): number => {
  const remembered = recall(arena, condition, whenTrue, whenFalse)
  if (remembered !== UNKNOWN) return remembered
  countStep(arena)
  const level = Math.min(
    at(arena.nodes, offsetOf(condition)),
    at(arena.nodes, offsetOf(whenTrue)),
    at(arena.nodes, offsetOf(whenFalse)),
  )
  const low = choose(
    arena,
    lowAt(arena, condition, level),
    lowAt(arena, whenTrue, level),
    lowAt(arena, whenFalse, level),
  )
  const high = choose(
    arena,
    highAt(arena, condition, level),
    highAt(arena, whenTrue, level),
    highAt(arena, whenFalse, level),
  )
  return remember(arena, condition, whenTrue, whenFalse, makeNode(arena, level, low, high))
}
