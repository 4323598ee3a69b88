import type { Operator } from '../mutant.ts'
import { ofEachRule } from '../mutant.ts'

export const moveToBeginning: Operator = {
  name: 'rule moved to the beginning',
  mutants: (machine) =>
    ofEachRule(machine, (rule, { rules }, index) =>
      index === 0 ? [] : [['first', [rule, ...rules.filter((other) => other !== rule)]]],
    ),
}

export const moveToEnd: Operator = {
  name: 'rule moved to the end',
  mutants: (machine) =>
    ofEachRule(machine, (rule, { rules }, index) =>
      index === rules.length - 1
        ? []
        : [['last', [...rules.filter((other) => other !== rule), rule]]],
    ),
}
