import type { Flow } from './chain/flow.ts'
import type { Assignment, Diagram } from './diagram/index.ts'
import { and, exists, FALSE, forall, orAll, pickOne } from './diagram/index.ts'
import type { Breach } from './guarantees/evidence.ts'
import { afterwards } from './guarantees/part.ts'
import type { Space } from './space/index.ts'
import { preferences } from './witness/preferences.ts'

/** What the sets of breaches come to. */
export type Decision =
  | { readonly kind: 'none' }
  /** Under whatever reading of what is opaque, there is a packet. */
  | { readonly kind: 'refuted'; readonly witnesses: readonly Witness[] }
  /** There is one under some reading of what is opaque. */
  | { readonly kind: 'opaque' }

export interface Witness {
  readonly breach: Breach
  readonly assignment: Assignment
}

/** At most this many counterexamples are told of one guarantee, each of another kind. */
const WITNESSES_MAX = 4

/**
 * Opaque nodes are one way or the other, and nobody knows which: a packet refutes where it breaks the guarantee
 * under every reading; one that does so under some reading only leaves the question open.
 */
export const decide = (space: Space, breaches: readonly Breach[]): Decision => {
  const { arena, choices } = space
  const found = breaches.filter(({ flow }) => flow.set !== FALSE)
  if (found.length === 0) return { kind: 'none' }
  if (choices.opaque.length === 0) return { kind: 'refuted', witnesses: witnesses(space, found) }
  const all = orAll(
    arena,
    found.map(({ flow }) =>
      exists(arena, flow.set, [...afterwards(space), ...choices.environment]),
    ),
  )
  const certain = forall(arena, all, choices.opaque)
  if (certain === FALSE) return { kind: 'opaque' }
  const sure = found.flatMap((breach) => {
    const set = and(arena, breach.flow.set, certain)
    return set === FALSE ? [] : [{ ...breach, flow: { ...breach.flow, set } }]
  })
  return { kind: 'refuted', witnesses: witnesses(space, sure) }
}

/** One of each kind of breach, and of TCP, UDP and the rest where the kind has them: what people recognise. */
const witnesses = (space: Space, breaches: readonly Breach[]): readonly Witness[] => {
  const found: Witness[] = []
  const kinds = new Map<string, Breach[]>()
  for (const breach of breaches) {
    const kind = breach.told?.text ?? breach.fate
    kinds.set(kind, [...(kinds.get(kind) ?? []), breach])
  }
  for (const group of kinds.values()) {
    for (const breach of group) {
      if (found.length >= WITNESSES_MAX) return found
      const assignment = pick(space, breach.flow)
      if (assignment) found.push({ breach, assignment })
    }
  }
  return found
}

const pick = (space: Space, { set, binding }: Flow): Assignment | undefined =>
  pickOne(space.arena, set as Diagram, preferences(space, binding))
