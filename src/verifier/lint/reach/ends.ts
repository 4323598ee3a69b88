import type { HeldRule } from '../../../ruleset/index.ts'

/** Whether a rule gives a packet a verdict, or hands it to a chain that may. */
export const endsOf = ({ steps }: HeldRule): boolean =>
  steps.some(
    (step) =>
      step.kind === 'verdict-map' ||
      step.kind === 'translate' ||
      (step.kind === 'verdict' && step.verdict.kind !== 'continue'),
  )
