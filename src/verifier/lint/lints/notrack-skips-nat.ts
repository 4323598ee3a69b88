import type { HeldRule } from '../../../ruleset/index.ts'
import type { Diagram } from '../../diagram/index.ts'
import { exists, isDisjoint, orAll } from '../../diagram/index.ts'
import { block } from '../../space/index.ts'
import type { LintContext } from '../context.ts'
import { once, stationsOf } from '../context.ts'
import type { Found } from '../finding.ts'
import type { Lint } from '../lint-type.ts'
import type { Reach } from '../reach/reach.ts'

/**
 * A `notrack` for packets that a nat chain would translate. What conntrack leaves alone no nat chain ever sees: a
 * redirect to Tor is switched off by it, and the packet goes where it was addressed to.
 */
export const notrackSkipsNat: Lint = {
  code: 'notrack-skips-nat',
  level: 'warning',
  find: (context) => once(context.reaches.flatMap((reach) => skips(context, reach))),
}

const skips = (_: LintContext, reach: Reach): readonly Found[] =>
  (['prerouting', 'output'] as const).flatMap((hook) => {
    const translating = rulesAt(reach, hook, (rule) =>
      rule.steps.some((step) => step.kind === 'translate'),
    )
    return rulesAt(reach, hook, untracks).flatMap(({ rule, sets }): readonly Found[] => {
      const hit = translating.find(
        (other) => !isDisjoint(reach.scope.space.arena, sets, other.sets),
      )
      return hit === undefined
        ? []
        : [
            {
              message: `\`${rule.text}\` keeps packets from a translation`,
              help: 'leave out of notrack what is to be translated: no nat chain sees what is not tracked',
              place: rule.place,
              related: [{ message: 'this would translate some of them', place: hit.rule.place }],
            },
          ]
    })
  })

const untracks = ({ steps }: HeldRule): boolean => steps.some(({ kind }) => kind === 'notrack')

/** Rules that the chains of a hook lead to, with what they take, whatever its connection and its marks. */
const rulesAt = (
  reach: Reach,
  hook: 'prerouting' | 'output',
  isMeant: (rule: HeldRule) => boolean,
): readonly { readonly rule: HeldRule; readonly sets: Diagram }[] => {
  const { space } = reach.scope
  const forgotten = ['ct kind', 'ct first', 'ct direction', 'ct status', 'mark', 'ct mark'].flatMap(
    (name) => [...block(space, name)],
  )
  return stationsOf(reach, hook).flatMap(({ scoped, chain }) =>
    [...scoped.calls.below(chain)].flatMap(({ rules }) =>
      rules.filter(isMeant).map((rule) => ({
        rule,
        sets: orAll(
          space.arena,
          (reach.rules.get(rule)?.matched() ?? []).map(({ set }) =>
            exists(space.arena, set, forgotten),
          ),
        ),
      })),
    ),
  )
}
