import type { HeldRule } from '../../../src/ruleset/index.ts'
import type { Operator } from '../mutant.ts'
import { ofEachRule } from '../mutant.ts'

/** The rule without one of its tests: it holds of more packets than it was meant to. */
export const weakenRule: Operator = {
  name: 'rule weakened by a test',
  mutants: (machine) =>
    ofEachRule(machine, (rule, { rules }) =>
      rule.steps.flatMap((step) => {
        if (step.kind !== 'test') return []
        const fields = step.key.map(({ field }) => field).join(' . ')
        const weaker: HeldRule = { ...rule, steps: rule.steps.filter((other) => other !== step) }
        return [
          [`without ${fields}`, rules.map((other) => (other === rule ? weaker : other))] as const,
        ]
      }),
    ),
}
