import type { Rule } from '../ruleset/index.ts'

/** What nearly every packet is: a segment of a connection that goes to Tor. */
const busiest = 'tcp-to-tor'

const accepts = ({ statements }: Rule): boolean => statements.at(-1)?.kind === 'accept'

/**
 * The rules with the busiest first among neighbours that all accept: those let the same in whatever their order, and a
 * packet that is accepted asks none of the others.
 */
export const byTraffic = (rules: readonly Rule[]): readonly Rule[] => {
  const runs: Rule[][] = []
  for (const [index, rule] of rules.entries()) {
    const before = rules[index - 1]
    const run = runs.at(-1)
    if (run && before && accepts(before) && accepts(rule)) run.push(rule)
    else runs.push([rule])
  }
  return runs.flatMap((run) => [
    ...run.filter(({ origin }) => origin?.intent === busiest),
    ...run.filter(({ origin }) => origin?.intent !== busiest),
  ])
}
