import type { Selector, Step } from '../../ruleset/index.ts'

/** What a step looks at to decide anything. */
export const keyOf = (step: Step): readonly Selector[] => {
  if (step.kind === 'test' || step.kind === 'verdict-map') return step.key
  return step.kind === 'translate' && step.target.kind === 'map' ? step.target.key : []
}
