import type { JudgedPlace, LintContext } from '../context.ts'
import { judgedPlaces, nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { earlierNat } from '../reach/reach.ts'
import { universe } from '../reach/universe.ts'
import { walkRule } from '../reach/walk.ts'

/**
 * A translation that another nat chain of the hook always sets up first. Nat chains are asked in turn until one of
 * them translates, and `accept` does not end the asking: at a lower priority, Qubes' `dnat-dns` wins over a redirect to
 * Tor (leak class L5).
 */
export const natOutrun: Lint = {
  code: 'nat-outrun',
  level: 'warning',
  find: (context) =>
    judgedPlaces(context)
      .filter((place) => isOutrun(context, place))
      .map((place) => ({
        message: `all that \`${place.rule.text}\` would translate is translated before`,
        help: 'give its chain a lower priority than the chain that is asked first',
        place: place.rule.place,
        related: earlierOf(context, place),
      })),
}

/** In a base chain, whatever stands before it there. */
export const isOutrun = ({ reaches }: LintContext, { chain, rule }: JudgedPlace): boolean => {
  const { base } = chain
  if (base?.type !== 'nat' || !rule.steps.some(({ kind }) => kind === 'translate')) return false
  const parts = reaches.flatMap((reach) => {
    const { scope } = reach
    const scoped = scope.tables.find(({ table }) => table.chains.includes(chain))
    if (!scoped || earlierNat(scope, base).length === 0) return []
    const all = walkRule(scope, scoped, rule, universe(scope, scoped, base)).matched
    const left = walkRule(scope, scoped, rule, reach.chains.get(chain)?.arrives ?? []).matched
    return all.length === 0 ? [] : [left.length === 0]
  })
  return parts.length > 0 && parts.every((isGone) => isGone)
}

const earlierOf = ({ reaches }: LintContext, { chain: { base } }: JudgedPlace) => {
  const stations = reaches.flatMap(({ scope }) => (base ? earlierNat(scope, base) : []))
  const chains = new Map(stations.map(({ scoped, chain }) => [chain, scoped.table]))
  return [...chains].map(([chain, table]) => ({
    message: `\`${nameOfChain(table, chain)}\` is asked first`,
    place: chain.place,
  }))
}
