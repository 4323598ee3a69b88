import { isDisjoint } from '../../diagram/index.ts'
import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { certainFrom } from '../reach/certain.ts'

/**
 * A queue with `bypass` before a drop. While nobody listens, the packet skips the rest of the base chain, the drop
 * included, and goes on at the next hook: a program that has died opens the firewall.
 */
export const queueBypass: Lint = {
  code: 'queue-bypass',
  level: 'warning',
  find: (context) =>
    judgedPlaces(context)
      .filter((place) => bypasses(place) && skipsDrop(context, place))
      .map(({ rule }) => ({
        message: `\`${rule.text}\` lets packets past the drop behind it while nobody listens`,
        help: 'leave out bypass, or drop before the queue what must never pass',
        place: rule.place,
      })),
}

const bypasses = ({ rule }: JudgedPlace): boolean =>
  rule.steps.some(
    (step) => step.kind === 'verdict' && step.verdict.kind === 'queue' && step.verdict.bypass,
  )

const skipsDrop = ({ reaches }: LintContext, place: JudgedPlace): boolean =>
  reaches.some(({ scope, rules }) => {
    const scoped = scope.tables.find(({ table }) => table.chains.includes(place.chain))
    if (!scoped) return false
    return (rules.get(place.rule)?.matched() ?? []).some(({ set, binding }) => {
      const dropped = certainFrom(
        scope,
        scoped,
        place.chain,
        binding,
        {
          fate: 'stopped',
          orBack: place.chain.base?.policy === 'drop',
          isQuiet: false,
        },
        place.next,
      )
      return !isDisjoint(scope.space.arena, set, dropped)
    })
  })
