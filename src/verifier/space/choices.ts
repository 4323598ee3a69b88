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
  readonly take: (kind: 'environment' | 'opaque') => Variable
}

/** Variables from `first` up to `end`, exclusive. Without one left the question is too large, never answered amiss. */
export const choiceSupply = (first: Variable, end: Variable): ChoiceSupply => {
  const environment: Variable[] = []
  const opaque: Variable[] = []
  let next = first
  const take = (kind: 'environment' | 'opaque'): Variable => {
    if (next >= end) throw new DiagramLimitError('variables', end)
    ;(kind === 'environment' ? environment : opaque).push(next)
    next += 1
    return next - 1
  }
  return { environment, opaque, take }
}
