import type { Diagram } from '../diagram/index.ts'
import { exists, FALSE, forall, not, or, orAll } from '../diagram/index.ts'
import { afterwards } from '../guarantees/part.ts'
import type { Space } from '../space/index.ts'
import { has, hasEntry } from '../space/index.ts'
import type { Certainty } from './result.ts'

/** Whether any packet is in one of these sets, by the measure of a refutation: under every reading of what is opaque. */
export const certaintyOf = (space: Space, sets: readonly Diagram[]): Certainty => {
  const { arena, choices } = space
  const all = orAll(arena, sets)
  if (all === FALSE) return 'no'
  if (choices.opaque.length === 0) return 'yes'
  const packets = exists(arena, all, [...afterwards(space), ...choices.environment])
  return forall(arena, packets, choices.opaque) === FALSE ? 'perhaps' : 'yes'
}

/** The packets that no older connection has to do with: the first of one, and those that conntrack has no entry for. */
export const isFresh = (space: Space): Diagram =>
  or(space.arena, has(space, 'ct first', 1), not(hasEntry(space)))
