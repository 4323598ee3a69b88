import type { HeldBase, HeldRule } from '../../../ruleset/index.ts'
import { exists, isSubset } from '../../diagram/index.ts'
import type { JudgedPlace, LintContext, Station } from '../context.ts'
import { judgedPlaces, nameOfChain, stationsOf } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { certainOfBase } from '../reach/certain.ts'
import { writtenBelow } from '../reach/havoc.ts'

/**
 * An accept of what another base chain of the same hook stops. `accept` ends the chain at hand and no other; a table
 * of one's own cannot open what Qubes' `input` rejects (leak class L9).
 */
export const acceptOverruled: Lint = {
  code: 'accept-overruled',
  level: 'warning',
  find: (context) =>
    judgedPlaces(context).flatMap((place) => {
      const by = overruler(context, place)
      return by === undefined
        ? []
        : [
            {
              message: `all that \`${place.rule.text}\` accepts, another chain of the hook stops`,
              help: 'accept ends its own chain alone: let it in there, too',
              place: place.rule.place,
              related: [
                {
                  message: `\`${nameOfChain(by.scoped.table, by.chain)}\` stops it`,
                  place: by.chain.place,
                },
              ],
            },
          ]
    }),
}

const accepts = ({ steps }: HeldRule): boolean => {
  const last = steps.at(-1)
  return last?.kind === 'verdict' && last.verdict.kind === 'accept'
}

/** What chains of the hook write may be otherwise when the other one looks. */
const writtenAt = (reach: Station['reach'], hook: HeldBase['hook']) =>
  stationsOf(reach, hook).flatMap(
    ({ scoped, chain }) => writtenBelow(reach.scope, scoped, chain).bits,
  )

/** One chain that stops it in every family in which the rule takes anything; undefined where there is none. */
const overruler = ({ reaches }: LintContext, { rule, chain }: JudgedPlace): Station | undefined => {
  const { base } = chain
  if (!base || base.type === 'nat' || !accepts(rule)) return undefined
  const taking = reaches.filter(({ rules }) => rules.get(rule)?.isTouched ?? false)
  const [first] = taking
  if (!first) return undefined
  return stationsOf(first, base.hook)
    .filter((other) => other.chain !== chain && other.base.type !== 'nat')
    .filter((other) => seesSame(other.base, base))
    .find((other) =>
      taking.every((reach) => {
        const there = stationsOf(reach, base.hook).find((each) => each.chain === other.chain)
        return (
          there !== undefined &&
          (reach.rules.get(rule)?.matched() ?? []).every(({ set, binding }) =>
            isSubset(
              reach.scope.space.arena,
              exists(reach.scope.space.arena, set, writtenAt(reach, base.hook)),
              certainOfBase(reach.scope, there.scoped, there.chain, binding, 'stopped'),
            ),
          )
        )
      }),
    )
}

/**
 * Whether both chains meet the packet with the same addresses and the same state: neither conntrack nor NAT stands
 * between them. Then what the one says of it, the other says of the same packet.
 */
const seesSame = (left: HeldBase, right: HeldBase): boolean =>
  [-400, -200, -100, 100].every(
    (at) =>
      (left.priority < at && right.priority < at) || (left.priority > at && right.priority > at),
  )
