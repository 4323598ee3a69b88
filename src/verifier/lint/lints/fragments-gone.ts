import { isSubset, not } from '../../diagram/index.ts'
import { isWhole } from '../../path/index.ts'
import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { isReassembled } from '../reach/universe.ts'
import { walkRule } from '../reach/walk.ts'

/**
 * A rule for fragments where there are none any more: while anything asks for conntrack, fragments are put together at
 * -400, and only chains of a lower priority see them. It matters once conntrack is off, so it is a note; a client's
 * fragment that waits, and draws an answer when it has waited too long, it does not stop (leak class L16).
 */
export const fragmentsGone: Lint = {
  code: 'fragments-gone',
  level: 'note',
  find: (context) =>
    judgedPlaces(context)
      .filter((place) => isAfter(context, place) && asksFragments(context, place))
      .map(({ rule }) => ({
        message: `\`${rule.text}\` asks for fragments, which conntrack has put together by then`,
        help: 'to stop fragments, drop them in a chain of prerouting with a priority below -400',
        place: rule.place,
      })),
}

/** Wherever the rule is led to from. */
const isAfter = ({ reaches }: LintContext, { chain, reaches: own }: JudgedPlace): boolean =>
  own.length > 0 &&
  reaches.every(({ scope }) =>
    scope.tables
      .filter(({ table }) => table.chains.includes(chain))
      .every(({ table, calls }) =>
        table.chains.every(
          (each) =>
            !each.base ||
            !calls.below(each).has(chain) ||
            isReassembled(scope.engine.machine, scope.family, each.base),
        ),
      ),
  )

/** Whether the rule takes fragments and nothing else. */
const asksFragments = ({ reaches }: LintContext, { rule, chain }: JudgedPlace): boolean => {
  const taken = reaches.flatMap(({ scope, chains }) => {
    const scoped = scope.tables.find(({ table }) => table.chains.includes(chain))
    if (!scoped) return []
    const { matched } = walkRule(scope, scoped, rule, chains.get(chain)?.hooks ?? [])
    return matched.map(({ set }) => isSubset(scope.space.arena, set, not(isWhole(scope.space))))
  })
  return taken.length > 0 && taken.every((isOnly) => isOnly)
}
