import type { Diagram, Variable } from '../../diagram/index.ts'
import { exists, FALSE, forall, TRUE, VARIABLES_MAX } from '../../diagram/index.ts'
import { choiceSupply } from '../../space/choices.ts'
import type { Space } from '../../space/index.ts'

/**
 * A condition that the ruleset may leave open: limits, sets that others fill, what no reader understood. `may`: the
 * packets of which it can hold; `must`: those of which it holds whatever is chosen. Nothing certain is ever said by
 * `may` of a packet that passes, nor by `must` of one that does not.
 */
export interface Judged {
  readonly may: Diagram
  readonly must: Diagram
}

export const always: Judged = { may: TRUE, must: TRUE }
/** Either way, and nobody knows which. */
export const open: Judged = { may: TRUE, must: FALSE }

/** What `make` says of packets, with what it chose while it said so taken out at once: choices cost nothing here. */
export const judgeEach = (
  space: Space,
  make: (space: Space) => readonly Diagram[],
): readonly Judged[] => {
  const choices = choiceSupply(space.blocks.variables, VARIABLES_MAX, null)
  const sets = make({ ...space, choices })
  const chosen: readonly Variable[] = [...choices.environment, ...choices.opaque]
  return sets.map((set) =>
    chosen.length === 0
      ? { may: set, must: set }
      : { may: exists(space.arena, set, chosen), must: forall(space.arena, set, chosen) },
  )
}

export const judge = (space: Space, make: (space: Space) => Diagram): Judged =>
  judgeEach(space, (fresh) => [make(fresh)])[0] ?? open
