import type { Step } from '../../ruleset/index.ts'
import type { Variable } from '../diagram/index.ts'
import { DiagramLimitError } from '../diagram/index.ts'

/**
 * Variables for what the ruleset does not settle.
 * - `environment`: limits, sets that others fill. Whoever attacks may have it either way, each time it is asked.
 * - `opaque`: what no reader understood. It is one way or the other, and nobody knows which.
 */
export interface ChoiceSupply {
  readonly environment: Variable[]
  readonly opaque: Variable[]
  /** `name` says what is asked. Only where choices are shared does it matter: equal names are then one question. */
  readonly take: (kind: 'environment' | 'opaque', name: string) => Variable
  /** What a step of a rule asks goes by this name; empty where choices are not shared. */
  readonly nameOf: (step: Step) => string
  /** The shared ones, by their names. */
  readonly named: ReadonlyMap<string, Variable>
}

/**
 * Variables from `first` up to `end`, exclusive. Without one left the question is too large, never answered amiss.
 * With `names` of steps the same question gets the same answer, whichever machine asks it: so two machines can be
 * compared in one environment. Without, each question is a new one, and a proof has to bear any answers.
 */
export const choiceSupply = (
  first: Variable,
  end: Variable,
  names: ReadonlyMap<Step, string> | null,
): ChoiceSupply => {
  const environment: Variable[] = []
  const opaque: Variable[] = []
  const named = new Map<string, Variable>()
  let next = first
  const fresh = (kind: 'environment' | 'opaque'): Variable => {
    if (next >= end) throw new DiagramLimitError('variables', end)
    ;(kind === 'environment' ? environment : opaque).push(next)
    next += 1
    return next - 1
  }
  const take = (kind: 'environment' | 'opaque', name: string): Variable => {
    if (names === null) return fresh(kind)
    const known = named.get(name) ?? fresh(kind)
    named.set(name, known)
    return known
  }
  return { environment, opaque, take, nameOf: (step) => names?.get(step) ?? '', named }
}
