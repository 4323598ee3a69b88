import type { Step } from '../../../ruleset/index.ts'
import { allRules } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * An interface by its index. `iif` and `oif` are looked up when the rule is loaded: the load fails whole where there is
 * no such interface yet, and the rule means nothing, or another interface, once it was plugged in again (leak classes
 * L10 and L11). Loopback alone always has its own.
 */
export const interfaceIndex: Lint = {
  code: 'interface-index',
  level: 'warning',
  find: (context) =>
    allRules(context)
      .filter(({ rule }) => rule.steps.some(isByIndex))
      .map(({ rule }) => ({
        message: `\`${rule.text}\` names an interface by its index`,
        help: 'say iifname or oifname: an index is bound when the rule is loaded',
        place: rule.place,
      })),
}

const isByIndex = (step: Step): boolean => {
  if (step.kind !== 'test' || step.among.kind !== 'members') return false
  const [selector] = step.key
  const { members } = step.among
  return (
    (selector?.field === 'meta iif' || selector?.field === 'meta oif') &&
    members.kind === 'names' &&
    members.patterns.some((pattern) => pattern !== 'lo')
  )
}
