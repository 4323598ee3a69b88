import type { HeldRule, Step } from '../../../ruleset/index.ts'

/**
 * Whether a step does something though the rule may end without a verdict: it writes, it logs, it uses up a limit. A
 * rule that gets so far is no rule that might as well not be there.
 */
export const hasEffect = (step: Step): boolean => {
  switch (step.kind) {
    case 'set-mark':
    case 'set-field':
    case 'notrack':
    case 'tproxy':
    case 'escape':
    case 'translate':
    case 'opaque':
    case 'choice':
      return true
    case 'note':
      return !/^(counter|comment)\b/.test(step.text)
    case 'test':
    case 'verdict':
    case 'verdict-map':
      return false
  }
}

/** The step that ends the rule, whatever it says of the packet; null for none. */
export const endStepOf = (rule: HeldRule): Step | null =>
  rule.steps.find(
    (step) =>
      step.kind === 'verdict' ||
      step.kind === 'verdict-map' ||
      step.kind === 'translate' ||
      (step.kind === 'escape' && step.way === 'forward'),
  ) ?? null
