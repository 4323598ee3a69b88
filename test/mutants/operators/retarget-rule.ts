import type { HeldVerdict, Step } from '../../../src/ruleset/index.ts'
import type { Operator } from '../mutant.ts'
import { ofEachRule } from '../mutant.ts'

/** What the step becomes, and in which words; nothing for what has no target. */
const retargeted = (step: Step): readonly (readonly [done: string, steps: readonly Step[]])[] => {
  switch (step.kind) {
    case 'verdict':
      return verdicts(step.verdict).map((verdict) => [
        `${step.verdict.kind} for ${verdict.kind}`,
        [{ kind: 'verdict', verdict }],
      ])
    case 'translate': {
      const { target } = step
      if (target.kind !== 'fixed' || target.ports === null) return []
      const ports = { first: target.ports.first + 1n, last: target.ports.last + 1n }
      return [['the next port', [{ ...step, target: { ...target, ports } }]]]
    }
    default:
      return []
  }
}

const verdicts = (verdict: HeldVerdict): readonly HeldVerdict[] => {
  switch (verdict.kind) {
    case 'accept':
      return [{ kind: 'drop' }]
    case 'drop':
    case 'reject':
      return [{ kind: 'accept' }]
    case 'jump':
    case 'goto':
      return [{ kind: 'drop' }, { kind: 'accept' }]
    default:
      return []
  }
}

export const retargetRule: Operator = {
  name: 'rule retargeted',
  mutants: (machine) =>
    ofEachRule(machine, (rule, { rules }) =>
      rule.steps.flatMap((step) =>
        retargeted(step).map(([done, steps]) => {
          const other = {
            ...rule,
            steps: rule.steps.flatMap((each) => (each === step ? steps : [each])),
          }
          return [done, rules.map((each) => (each === rule ? other : each))] as const
        }),
      ),
    ),
}

/** The chain that a jump or goto leads to stands empty: whoever comes there goes on, or meets the policy. */
export const emptyTarget: Operator = {
  name: 'target of a jump emptied',
  mutants: (machine) =>
    machine.tables.flatMap((table) =>
      table.chains.flatMap((chain) =>
        chain.base !== null || chain.rules.length === 0
          ? []
          : [
              {
                name: `${table.family} ${table.name} ${chain.name}: emptied`,
                intent: 'target',
                chain,
                isArp: table.family === 'arp',
                machine: {
                  ...machine,
                  tables: machine.tables.map((each) =>
                    each === table
                      ? {
                          ...table,
                          chains: table.chains.map((other) =>
                            other === chain ? { ...chain, rules: [] } : other,
                          ),
                        }
                      : each,
                  ),
                },
              },
            ],
      ),
    ),
}
