import { isSubset } from '../../diagram/index.ts'
import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import type { Fate } from '../reach/certain.ts'
import { certainFrom } from '../reach/certain.ts'
import { hasEffect } from '../reach/effect.ts'

/**
 * A limit that changes nothing: what is over it meets the same fate further down. `limit rate 10/second accept` needs a
 * drop behind it for the rest, or it limits nobody.
 */
export const limitLimitsNothing: Lint = {
  code: 'limit-limits-nothing',
  level: 'warning',
  find: (context) =>
    judgedPlaces(context)
      .filter((place) => isVain(context, place))
      .map(({ rule }) => ({
        message: `what is over the limit of \`${rule.text}\` meets the same fate`,
        help: 'put a rule behind it that does otherwise with the same packets, or turn the limit round by `over`',
        place: rule.place,
      })),
}

const fates: Readonly<Record<string, Fate>> = { accept: 'accepted', drop: 'dropped' }

const isVain = ({ reaches }: LintContext, { rule, chain, next }: JudgedPlace): boolean => {
  const last = rule.steps.at(-1)
  const fate = last?.kind === 'verdict' ? fates[last.verdict.kind] : undefined
  const isLimited = rule.steps.some((step) => step.kind === 'choice' && step.why === 'limit')
  // A limit on what is logged is none on what is dropped.
  const isLogged = rule.steps.some((step) => step.kind === 'note' && hasEffect(step))
  if (fate === undefined || isLogged || !isLimited || chain.base?.type === 'nat') return false
  let isMet = false
  for (const { scope, rules } of reaches) {
    const scoped = scope.tables.find(({ table }) => table.chains.includes(chain))
    if (!scoped) continue
    for (const { set, binding } of rules.get(rule)?.matched() ?? []) {
      isMet = true
      const same = certainFrom(
        scope,
        scoped,
        chain,
        binding,
        {
          fate,
          orBack: chain.base?.policy === (fate === 'accepted' ? 'accept' : 'drop'),
          isQuiet: false,
        },
        next,
      )
      if (!isSubset(scope.space.arena, set, same)) return false
    }
  }
  return isMet
}
