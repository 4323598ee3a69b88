import type { Witness } from '../decide.ts'
import type { Assignment, Diagram } from '../diagram/index.ts'
import { and, FALSE, not, pickOne } from '../diagram/index.ts'
import type { Evidence } from '../guarantees/evidence.ts'
import type { Space } from '../space/index.ts'
import { has } from '../space/index.ts'
import type { Enacted } from './enact.ts'
import { enact } from './enact.ts'
import { preferences } from './preferences.ts'
import type { Values } from './scenario.ts'
import { valuesIn } from './scenario.ts'

/** A packet to show, and what the reference made of it. */
export interface Shown {
  readonly value: Values
  readonly enacted: Enacted
}

/** What another packet has to differ in, one after the other, where the first does not go as said. */
const blocksVaried = [
  ...['ct kind', 'l4proto', 'oif', 'type', 'iif', 'destination', 'source', 'reverse path'],
  ...['ct status', 'translated destination', 'translated source', 'source type'],
]

/** The likeliest packet of the breach that the reference shows to go so; the likeliest of all where it shows none. */
export const choose = (
  { space, engine }: Pick<Evidence, 'space' | 'engine'>,
  { breach, assignment }: Witness,
): Shown => {
  const { set, binding } = breach.flow
  const shownBy = (each: Assignment): Shown => {
    const value = valuesIn(space, each)
    return { value, enacted: enact(engine, breach.fate, { value, binding }) }
  }
  const first = shownBy(assignment)
  if (first.enacted.isAsSaid) return first
  for (const name of blocksVaried) {
    const other = pickAnother(space, set, binding, name, first.value)
    const shown = other && shownBy(other)
    if (shown?.enacted.isAsSaid) return shown
  }
  return first
}

const pickAnother = (
  space: Space,
  set: Diagram,
  binding: Parameters<typeof preferences>[1],
  name: string,
  value: Values,
): Assignment | undefined => {
  if (!space.blocks.of.has(name)) return undefined
  const rest = and(space.arena, set, not(has(space, name, value(name))))
  return rest === FALSE ? undefined : pickOne(space.arena, rest, preferences(space, binding))
}
