import type { Arena, Assignment, Diagram } from '../../diagram/index.ts'
import {
  and,
  difference,
  evaluate,
  FALSE,
  isDisjoint,
  orAll,
  pickNear,
  pickOne,
} from '../../diagram/index.ts'

/**
 * A packet that is left of what a rule asks, of all that comes, when the first `count` of these are taken from it.
 * One packet is held against each: if none has it, that is the answer; if one has it, that one is taken away and
 * another packet tried. So neither what comes and what is asked, nor what most rules keep, is ever put together.
 */
export const anyLeft = (
  arena: Arena,
  coming: Diagram,
  asked: Diagram,
  taken: readonly Diagram[],
  count: number,
): Assignment | undefined => {
  const near = pickOne(arena, coming)
  if (!near) return undefined
  let rest = asked
  let isInside = false
  for (;;) {
    const packet = isInside ? pickOne(arena, rest) : pickNear(arena, rest, near)
    if (!packet) return undefined
    if (!isInside && !evaluate(arena, coming, packet)) {
      rest = and(arena, rest, coming)
      isInside = true
      continue
    }
    const taker = takerOf(arena, taken, count, packet)
    if (taker === undefined) return packet
    rest = difference(arena, rest, taker)
  }
}

const takerOf = (
  arena: Arena,
  taken: readonly Diagram[],
  count: number,
  packet: Assignment,
): Diagram | undefined => {
  for (let index = 0; index < count; index += 1) {
    const each = taken[index] ?? FALSE
    if (each !== FALSE && evaluate(arena, each, packet)) return each
  }
  return undefined
}

/** What is left of it. What is asked is small and what comes is not, so the taking is done before they meet. */
export const leftOf = (
  arena: Arena,
  coming: Diagram,
  asked: Diagram,
  taken: readonly Diagram[],
): Diagram => {
  const touching = taken.filter((each) => each !== FALSE && !isDisjoint(arena, asked, each))
  const left = touching.length === 0 ? asked : difference(arena, asked, orAll(arena, touching))
  return and(arena, coming, left)
}
