import type { HeldRule } from '../../../ruleset/index.ts'
import { allRules } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * A rule that tests and then does nothing: no verdict, nothing written, counted or logged. A limit without a verdict is
 * the usual way to it: `limit rate 10/second` alone limits nothing, and every packet goes on to the next rule. In
 * iptables such rules count.
 */
export const ruleIdle: Lint = {
  code: 'rule-idle',
  level: 'warning',
  find: (context) =>
    allRules(context)
      .filter(({ rule, table }) => table.engine === 'nft' && isIdle(rule))
      .map(({ rule }) => ({
        message: `\`${rule.text}\` does nothing with what it matches`,
        help: 'give it a verdict, or take it out',
        place: rule.place,
      })),
}

const isIdle = ({ steps }: HeldRule): boolean =>
  steps.length > 0 &&
  steps.every(
    (step) =>
      step.kind === 'test' ||
      (step.kind === 'choice' && step.why !== 'set-update') ||
      (step.kind === 'verdict' && step.verdict.kind === 'continue'),
  )
