import type { HeldChain, HeldRule } from '../../../ruleset/index.ts'

/**
 * The rules of a chain as their source has them. A reader may make several of one, `--ctstate NEW,DNAT` is two; what
 * is said of a rule has to hold of all that became of it.
 */
export const sourceRules = ({ rules }: HeldChain): readonly (readonly HeldRule[])[] => {
  const groups: HeldRule[][] = []
  for (const rule of rules) {
    const last = groups.at(-1)
    const first = last?.[0]
    if (last && first && isSame(first, rule)) last.push(rule)
    else groups.push([rule])
  }
  return groups
}

const isSame = (left: HeldRule, right: HeldRule): boolean =>
  left.text === right.text &&
  left.place.source === right.place.source &&
  left.place.line === right.place.line &&
  left.place.column === right.place.column
