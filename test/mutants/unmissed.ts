import type { Unmissed } from './reasons.ts'
import type { Judged } from './table.ts'
import { unmissedInDefault } from './unmissed-default.ts'
import { unmissedElsewhere } from './unmissed-elsewhere.ts'

/** Every mutant of this one is judged in each run, by its own names alone. */
export const defaultName = 'torvm nft'

/** The entries that name what was judged. */
export const naming = ({ ruleset, operator, mutant, fate }: Judged): readonly Unmissed[] => {
  const how = fate.kind === 'unexplained' ? fate.how : fate.kind
  const elsewhere = ruleset === defaultName ? [] : unmissedElsewhere
  return [...unmissedInDefault, ...elsewhere].filter(
    ({ where, inIptables, operators, how: told }) =>
      [where, inIptables].some((place) => place !== undefined && mutant.startsWith(place)) &&
      operators.includes(operator) &&
      told === how,
  )
}

/** Entries of the default ruleset for these operators, of which every mutant was judged, that name nothing that is there. */
export const idle = (judged: readonly Judged[], operators: readonly string[]): readonly string[] =>
  unmissedInDefault.flatMap((entry) =>
    entry.operators
      .filter((name) => operators.includes(name))
      .filter(
        (name) => !judged.some((each) => each.operator === name && naming(each).includes(entry)),
      )
      .map((name) => `${entry.where}, ${name}, ${entry.how}`),
  )
