import type { HeldRule } from '../../../ruleset/index.ts'
import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { sourceRules } from '../reach/alternatives.ts'
import { blockersOf } from '../reach/blockers.ts'
import { endsOf } from '../reach/ends.ts'
import { statusOf } from '../status.ts'

/**
 * A rule that no packet of any state comes to: a verdict before it takes everything. What it was to drop is not
 * dropped, and what it was to let in stays out (leak class L9: rules after a final verdict).
 */
export const ruleDead: Lint = {
  code: 'rule-dead',
  level: 'warning',
  find: (context) => {
    const dead = judgedPlaces(context).filter((place) => isDead(context, place))
    const unmet = judgedPlaces(context).filter(({ reaches }) =>
      reaches.every(({ isReached }) => !isReached),
    )
    const rules = new Set(unmet.flatMap(({ reaches }) => reaches[0]?.rules ?? []))
    // Rules behind a dead one are dead for the same reason: the first of them speaks for all.
    const first = dead.filter(({ chain, index }) => !rules.has(chain.rules[index - 1] as HeldRule))
    const told = first.filter((place) => !isClosing(context, place))
    return told.map((place) => ({
      message: `no packet comes to \`${place.rule.text}\`${others(place, rules)}`,
      help: 'put it before what takes everything, or take it out',
      place: place.rule.place,
      related: enders(context, place).map((rule) => ({
        message: 'this takes everything that is left',
        place: rule.place,
      })),
    }))
  },
}

/**
 * A drop of everything at the end of a chain, behind rules that part all packets among them, and none of which takes
 * all: a door that is locked besides being shut. It is redundant, and no mistake.
 */
export const isClosing = (context: LintContext, place: JudgedPlace): boolean => {
  const { rule, chain, next } = place
  const [last] = rule.steps.filter((step) => step.kind !== 'note')
  const isDrop =
    last?.kind === 'verdict' && (last.verdict.kind === 'drop' || last.verdict.kind === 'reject')
  const isAll = rule.steps.every((step) => step.kind === 'note' || step === last)
  return (
    isDrop &&
    isAll &&
    next === chain.rules.length &&
    blockersOf(rule, ownIn(context, place)).length > 1
  )
}

/** A chain that nothing comes to is told of as a chain. */
const isDead = ({ reaches }: LintContext, place: JudgedPlace): boolean =>
  statusOf(place) === 'dead' &&
  reaches.some(({ chains }) => (chains.get(place.chain)?.arrives.length ?? 0) > 0)

const others = ({ chain, next }: JudgedPlace, dead: ReadonlySet<HeldRule>): string => {
  let end = next
  while (dead.has(chain.rules[end] as HeldRule)) end += 1
  const count = sourceRules({ ...chain, rules: chain.rules.slice(next, end) }).length
  return count === 0 ? '' : ` nor to the ${count === 1 ? 'rule' : `${count} rules`} after it`
}

const enders = (context: LintContext, place: JudgedPlace): readonly HeldRule[] => {
  const ending = place.chain.rules.slice(0, place.index).filter((rule) => endsOf(rule))
  const found = blockersOf(place.rule, ownIn(context, place))
  return found.length > 0 ? found : ending.slice(-1)
}

const ownIn = ({ reaches }: LintContext, { rule }: JudgedPlace) =>
  reaches.flatMap((reach) => {
    const own = reach.rules.get(rule)
    return own && (reach.chains.get(own.chain)?.arrives.length ?? 0) > 0 ? [{ reach, own }] : []
  })
