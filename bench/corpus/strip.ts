import type { HeldTable, Step } from '../../src/ruleset/index.ts'

/**
 * The table as both solvers can be asked about it, in doubt letting through: a rule with a limit or a memory, all of
 * which drop here, does nothing; addresses of hardware, which the publisher has made unreadable, match; and x_tables'
 * tests are told of packets that are neither fragments nor cut off.
 */
export const stripped = (table: HeldTable): HeldTable => ({
  ...table,
  engine: 'nft',
  chains: table.chains.map((chain) => ({
    ...chain,
    rules: chain.rules.map((rule) => ({ ...rule, steps: strippedSteps(rule.steps) })),
  })),
})

const strippedSteps = (steps: readonly Step[]): readonly Step[] =>
  steps.some(({ kind }) => kind === 'choice') ? [] : steps.flatMap(strippedStep)

const strippedStep = (step: Step): readonly Step[] => {
  if (step.kind === 'note') return []
  if (step.kind !== 'test') return [step]
  const isOfHardware = step.key.some(({ field }) => field.startsWith('ether'))
  return isOfHardware ? [] : [{ ...step, hotdrop: false }]
}
