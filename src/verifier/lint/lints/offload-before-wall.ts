import type { HeldRule } from '../../../ruleset/index.ts'
import { isDisjoint } from '../../diagram/index.ts'
import type { LintContext, Station } from '../context.ts'
import { judgedPlaces, nameOfChain, once, stationsOf } from '../context.ts'
import type { Found } from '../finding.ts'
import type { Lint } from '../lint-type.ts'
import { certainOfBase } from '../reach/certain.ts'

/**
 * A wall that comes after an offload. A flow that has entered a flowtable skips every hook from then on, so the wall
 * behind the `flow add` sees its first packets at most (leak class L4: Qubes' `qubes-nat-accel` at `filter + 5`).
 */
export const offloadBeforeWall: Lint = {
  code: 'offload-before-wall',
  level: 'warning',
  find: (context) =>
    once(
      judgedPlaces(context)
        .filter(({ rule, chain }) => offloads(rule) && chain.base?.hook === 'forward')
        .flatMap(({ rule, chain }) => walls(context, rule, chain.base?.priority ?? 0)),
    ),
}

const offloads = ({ steps }: HeldRule): boolean =>
  steps.some((step) => step.kind === 'escape' && step.way === 'offload')

const walls = (context: LintContext, rule: HeldRule, priority: number): readonly Found[] => {
  const late = context.reaches.flatMap((reach) =>
    stationsOf(reach, 'forward').filter(
      (station) => station.base.priority > priority && stops(station, rule),
    ),
  )
  const [first] = late
  return first === undefined
    ? []
    : [
        {
          message: `\`${rule.text}\` takes flows past the wall behind it`,
          help: 'let the wall stand at a lower priority than the offload',
          place: rule.place,
          related: [
            {
              message: `\`${nameOfChain(first.scoped.table, first.chain)}\` drops some of them, too late`,
              place: first.chain.place,
            },
          ],
        },
      ]
}

const stops = ({ reach, scoped, chain }: Station, rule: HeldRule): boolean =>
  (reach.rules.get(rule)?.matched() ?? []).some(
    ({ set, binding }) =>
      !isDisjoint(
        reach.scope.space.arena,
        set,
        certainOfBase(reach.scope, scoped, chain, binding, 'stopped'),
      ),
  )
