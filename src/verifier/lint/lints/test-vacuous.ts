import type { HeldRule, Step, Test } from '../../../ruleset/index.ts'
import type { Diagram } from '../../diagram/index.ts'
import { and, isSubset } from '../../diagram/index.ts'
import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import type { Segment } from '../reach/rule.ts'
import { judgeRule } from '../reach/rule.ts'

/**
 * A test that holds of every packet that can come to it, at any of its hooks: `ct state invalid` before conntrack,
 * `oifname != "eth0"` in input, where there is no such interface yet. The rule takes more than it says.
 */
export const testVacuous: Lint = {
  code: 'test-vacuous',
  level: 'note',
  find: (context) =>
    judgedPlaces(context)
      .filter(({ index, next }) => next === index + 1)
      .flatMap((place) =>
        place.rule.steps.flatMap((step) =>
          step.kind === 'test' && isTelling(place.rule, step) && isVacuous(context, place, step)
            ? [
                {
                  message: `${fieldOf(step)} is no test in \`${place.rule.text}\`: it holds of every packet there`,
                  help: 'take it out, or move the rule to where it tells packets apart',
                  place: place.rule.place,
                },
              ]
            : [],
        ),
      ),
}

/**
 * Readers give rules tests that nobody wrote: of the protocol, which the table's family settles, and that a header is
 * there which the rule then writes, or keys a set by.
 */
const isTelling = ({ steps }: HeldRule, test: Test): boolean =>
  !test.key.every(({ field }) => field === 'meta nfproto' || field === 'meta l4proto') &&
  !steps.some(
    (step) => step.kind === 'set-field' || (step.kind === 'choice' && step.why === 'set-update'),
  )

const fieldOf = ({ key }: Test): string => `\`${key.map(({ field }) => field).join(' . ')}\``

const isVacuous = ({ reaches }: LintContext, { rule, chain }: JudgedPlace, step: Step): boolean => {
  let isAsked = false
  for (const { scope, chains } of reaches) {
    const { arena } = scope.space
    const scoped = scope.tables.find(({ table }) => table.chains.includes(chain))
    if (!scoped) continue
    for (const flow of chains.get(chain)?.hooks ?? []) {
      const first: Segment | undefined = judgeRule(scope, scoped, rule, flow.binding).segments[0]
      const at = first?.tests.findIndex((each) => each.step === step) ?? -1
      if (!first || at < 0) return false
      const own = first.tests[at]?.judged
      const before = first.tests
        .slice(0, at)
        .reduce<Diagram>((set, { judged }) => and(arena, set, judged.may), flow.set)
      if (before === 0) continue
      isAsked = true
      if (!own || !isSubset(arena, before, own.must)) return false
    }
  }
  return isAsked
}
