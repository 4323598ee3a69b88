import { compare, verify } from '../../src/verifier/index.ts'
import { compareArp } from './compare-arp.ts'
import type { Mutant } from './mutant.ts'
import type { Ruleset } from './shipped.ts'
import type { FoundWall } from './walls.ts'
import { wallFinder } from './walls.ts'

/** What the machine says of a mutant, in the order in which it is asked. */
export type Fate =
  /** It breaks a guarantee. */
  | { readonly kind: 'refuted' }
  /** Every whole packet arrives and leaves as it did, and of ARP every one. */
  | { readonly kind: 'equal' }
  /** It keeps every guarantee since something else does, which is found. */
  | { readonly kind: 'another wall'; readonly wall: FoundWall }
  /** It lets less through and nothing else, and what it lacks no guarantee promises. */
  | { readonly kind: 'stricter' }
  /** None of these: a wall that nothing misses, or a question that was left open. */
  | { readonly kind: 'unexplained'; readonly how: string }

export const judge = (ruleset: Ruleset): ((mutant: Mutant) => Fate) => {
  const { machine, facts, shown } = ruleset
  const findWall = wallFinder(ruleset)
  return (mutant) => {
    const { verdict } = verify(mutant.machine, facts, { shown })
    if (verdict === 'refuted') return { kind: 'refuted' }
    if (verdict === 'undecided') return { kind: 'unexplained', how: 'undecided' }
    const compared = mutant.isArp
      ? compareArp(machine, mutant.machine, facts)
      : compare(machine, mutant.machine, facts).verdict
    if (compared === 'equal') return { kind: 'equal' }
    if (compared === 'less') return { kind: 'stricter' }
    const wall = findWall(mutant)
    return wall === null ? { kind: 'unexplained', how: compared } : { kind: 'another wall', wall }
  }
}
