import type { HeldRule, HeldSet, HeldTable, Step } from '../../../ruleset/index.ts'
import type { Lint } from '../lint-type.ts'
import { isEmptySet } from '../reach/scope.ts'

/**
 * A rule that asks a set in which nothing is, and which the ruleset does not leave to others to fill. Empty never means
 * any: a rule that tests for a member holds of nothing, and one that tests for anything else holds of everything.
 */
export const setEmpty: Lint = {
  code: 'set-empty',
  level: 'note',
  find: ({ subject: { machine } }) =>
    machine.tables.flatMap((table) =>
      table.sets.filter(isEmptySet).flatMap((set) =>
        askers(table, set).map(({ rule, isNegated }) => ({
          message: `\`${rule.text}\` asks the set \`${set.name}\`, in which there is nothing: ${isNegated ? 'so it holds of every packet' : 'so it holds of none'}`,
          help: 'give it elements, or make sure that whoever fills it does so before the rules count',
          place: rule.place,
          related: [{ message: 'the set', place: set.place }],
        })),
      ),
    ),
}

const askers = (
  { chains }: HeldTable,
  set: HeldSet,
): readonly { readonly rule: HeldRule; readonly isNegated: boolean }[] =>
  chains.flatMap(({ rules }) =>
    rules.flatMap((rule) => {
      const test = rule.steps.find((step) => asks(step, set.name))
      return test?.kind === 'test' ? [{ rule, isNegated: test.negated }] : []
    }),
  )

const asks = (step: Step, name: string): boolean =>
  step.kind === 'test' && step.among.kind === 'set' && step.among.name === name
