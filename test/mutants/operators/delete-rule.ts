import type { Operator } from '../mutant.ts'
import { ofEachRule } from '../mutant.ts'

export const deleteRule: Operator = {
  name: 'rule deleted',
  mutants: (machine) =>
    ofEachRule(machine, (rule, { rules }) => [
      ['deleted', rules.filter((other) => other !== rule)],
    ]),
}
