import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces } from '../context.ts'
import type { Found } from '../finding.ts'
import type { Lint } from '../lint-type.ts'
import { blockersOf } from '../reach/blockers.ts'
import { statusOf } from '../status.ts'
import { isOutrun } from './nat-outrun.ts'

/** Of at most this many shadowed rules the blocking ones are sought: each takes a look at every rule before it. */
const EXPLAINED_MAX = 400

/**
 * A rule that packets come to, but none that it matches: rules before it have decided over all of those. Where they
 * decide otherwise, the ruleset does not say what its reader believes.
 */
export const ruleShadowed: Lint = {
  code: 'rule-shadowed',
  level: 'warning',
  find: (context) =>
    judgedPlaces(context)
      .filter((place) => statusOf(place) === 'shadowed' && !isOutrun(context, place))
      .map((place, count) => told(context, place, count < EXPLAINED_MAX)),
}

const told = (context: LintContext, place: JudgedPlace, isExplained: boolean): Found => {
  const { rule, chain } = place
  const own = context.reaches.flatMap((reach) => {
    const found = reach.rules.get(rule)
    return found ? [{ reach, own: found }] : []
  })
  const blockers = isExplained ? blockersOf(rule, own) : []
  const sites = blockers.length > 0 || chain.base ? [] : callersOf(context, place)
  return {
    message: `all that \`${rule.text}\` matches is decided before`,
    help:
      sites.length > 0
        ? 'the rules that lead to its chain let none of it in: move the rule, or take it out'
        : 'move it before what decides, or take it out',
    place: rule.place,
    related: [
      ...blockers.map((each) => ({ message: 'this decides first', place: each.place })),
      ...sites,
    ],
  }
}

/** At most this many callers are named. */
const CALLERS_MAX = 5

const callersOf = ({ reaches }: LintContext, { chain }: JudgedPlace): Found['related'] & object => {
  const sites = reaches.flatMap(({ scope }) =>
    scope.tables.flatMap(({ calls }) => calls.sites.get(chain) ?? []),
  )
  return [...new Set(sites.map(({ rule }) => rule))]
    .slice(0, CALLERS_MAX)
    .map(({ place }) => ({ message: 'this leads to its chain', place }))
}
