import type { Diagram } from '../diagram/index.ts'
import { and, andAll, difference, exists, or, orAll } from '../diagram/index.ts'
import type { Happening } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { block, ctKind, has, hasAny, hasEntry } from '../space/index.ts'
import { allBut, bitsOf, original, translationBits } from './blocks.ts'
import { keyed } from './first-packets.ts'

/**
 * The entries, and what they become where a later packet's rule writes their mark: at once, whatever becomes of that
 * packet. Of packets of the original direction it is known which entries they are; of answers only of which protocol
 * and how those are translated, and of errors only the latter.
 */
export const remarked = (
  space: Space,
  entries: Diagram,
  happenings: readonly Happening[],
): Diagram => {
  const { arena } = space
  const written = happenings.flatMap(({ kind, flow }) =>
    kind === 'marks-connection' ? [and(arena, flow.set, hasEntry(space))] : [],
  )
  const isTold = and(
    arena,
    hasAny(space, 'ct kind', [ctKind.new, ctKind.established]),
    has(space, 'ct direction', 0),
  )
  const isAnswer = andAll(arena, [
    has(space, 'ct kind', ctKind.established),
    has(space, 'ct direction', 1),
  ])
  const mark = [...block(space, 'ct mark'), ...translationBits(space)]
  const told = [...bitsOf(space, original), ...mark]
  const ofProtocol = [...block(space, 'l4proto'), ...mark]
  const marks = orAll(
    arena,
    written.flatMap((set) => [
      exists(arena, and(arena, set, isTold), allBut(space, told)),
      exists(arena, and(arena, set, isAnswer), allBut(space, ofProtocol)),
      exists(arena, difference(arena, set, or(arena, isTold, isAnswer)), allBut(space, mark)),
    ]),
  )
  const open = exists(arena, entries, block(space, 'ct mark'))
  return or(arena, entries, keyed(space, and(arena, open, marks)))
}
