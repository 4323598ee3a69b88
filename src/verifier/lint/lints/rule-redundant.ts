import type { HeldRule } from '../../../ruleset/index.ts'
import type { Binding } from '../../space/index.ts'
import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import type { Fate } from '../reach/certain.ts'
import { giverOf, isCertainOfAll } from '../reach/certain.ts'
import { hasEffect } from '../reach/effect.ts'
import { statusOf } from '../status.ts'
import { isClosing } from './rule-dead.ts'

/**
 * A rule without which nothing changes, since what follows in its chain does the same with all that it takes. It may
 * well be meant so: a drop that says why stands before a policy that drops everything, and holds when the policy does
 * not. So this is a note. A rule that logs, marks or uses up a limit is never called redundant.
 */
export const ruleRedundant: Lint = {
  code: 'rule-redundant',
  level: 'note',
  find: (context) =>
    judgedPlaces(context)
      .filter((place) => isRedundant(context, place) || isSpareDoor(context, place))
      .map(({ rule }) => ({
        message: `without \`${rule.text}\` nothing changes`,
        help: 'what follows does the same; keep it where it says why, or stands in for what follows',
        place: rule.place,
      })),
}

const fates: Readonly<Record<string, Fate>> = { accept: 'accepted', drop: 'dropped' }

export const isRedundant = (context: LintContext, place: JudgedPlace): boolean => {
  const fate = fateOf(place.rule)
  if (fate === undefined || statusOf(place) !== 'live' || place.chain.base?.type === 'nat')
    return false
  return context.reaches.every((reach) => {
    const { scope } = reach
    const own = reach.rules.get(place.rule)
    const scoped = scope.tables.find(({ table }) => table.chains.includes(place.chain))
    if (!own || !scoped) return true
    const asked = {
      fate,
      orBack: place.chain.base?.policy === (fate === 'accepted' ? 'accept' : 'drop'),
      isQuiet: true,
    }
    const standing = (binding: Binding) => ({
      scope,
      scoped,
      chain: place.chain,
      binding,
      start: place.next,
    })
    const { witness } = own
    // One packet that fares otherwise is an answer, and mostly at hand.
    if (witness && giverOf(standing(witness.binding), asked, witness.packet) === undefined)
      return false
    return own.touched().every((flow) => isCertainOfAll(standing(flow.binding), asked, flow.set))
  })
}

/** Nothing comes to it, on purpose. */
const isSpareDoor = (context: LintContext, place: JudgedPlace): boolean =>
  statusOf(place) === 'dead' && isClosing(context, place)

/** Of a rule that only tests and then accepts or drops. */
const fateOf = ({ steps }: HeldRule): Fate | undefined => {
  const last = steps.at(-1)
  if (steps.some(hasEffect) || last?.kind !== 'verdict') return undefined
  return steps.some((step) => step.kind === 'test' && step.hotdrop)
    ? undefined
    : fates[last.verdict.kind]
}
