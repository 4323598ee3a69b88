import type { HeldRule } from '../../../ruleset/index.ts'
import type { Arena, Diagram } from '../../diagram/index.ts'
import { and, difference, FALSE, isDisjoint, isSubset, orAll } from '../../diagram/index.ts'
import { certainlyKept } from './certain.ts'
import { askedBy } from './parting.ts'
import type { Reach, RuleReach } from './reach.ts'

/** At most this many rules are named as what blocks another. */
const BLOCKERS_MAX = 12

/** What one family's packets have to be kept from the rule, and what each rule before it keeps. */
interface Part {
  readonly arena: Arena
  readonly wanted: Diagram
  readonly kept: ReadonlyMap<HeldRule, Diagram>
}

/**
 * The fewest rules of the same chain, in order, that keep from a rule all that it would take; none where rules of
 * other chains do, or where it cannot be told. One if there is such a one, else a set of which none can be left out.
 */
export const blockersOf = (
  rule: HeldRule,
  reaches: readonly { readonly reach: Reach; readonly own: RuleReach }[],
): readonly HeldRule[] => {
  const parts = reaches.flatMap(({ reach, own }) => partsOf(reach, own))
  if (parts.length === 0) return []
  const covers = (candidates: readonly HeldRule[]): boolean =>
    parts.every((part) => isCovered(part, candidates))
  const chain = reaches[0]?.own.chain.rules ?? []
  const before = chain.slice(0, chain.indexOf(rule))
  const single = before.find((candidate) => covers([candidate]))
  if (single) return [single]
  const useful = before.filter((candidate) => parts.some(({ kept }) => kept.has(candidate)))
  if (!covers(useful)) return []
  let rest = useful
  for (const candidate of [...useful].reverse()) {
    const without = rest.filter((each) => each !== candidate)
    if (covers(without)) rest = without
  }
  return rest.slice(0, BLOCKERS_MAX)
}

const partsOf = (reach: Reach, own: RuleReach): readonly Part[] => {
  const { scope } = reach
  const { arena } = scope.space
  const scoped = scope.tables.find(({ table }) => table.chains.includes(own.chain))
  const [first] = own.rules
  if (!scoped || !first) return []
  const before = own.chain.rules.slice(0, own.chain.rules.indexOf(first))
  return (reach.chains.get(own.chain)?.arrives ?? []).flatMap(({ set, binding }) => {
    const asked = orAll(
      arena,
      own.rules.map((rule) => askedBy(scope, scoped, rule, binding, 'touched')),
    )
    const wanted = and(arena, asked, set)
    if (wanted === FALSE) return []
    const kept = new Map<HeldRule, Diagram>()
    for (const rule of before) {
      const all = certainlyKept(scope, scoped, own.chain, rule, binding)
      if (!isDisjoint(arena, all, asked)) kept.set(rule, all)
    }
    return [{ arena, wanted, kept }]
  })
}

const isCovered = ({ arena, wanted, kept }: Part, candidates: readonly HeldRule[]): boolean => {
  const [only] = candidates
  if (only && candidates.length === 1) return isSubset(arena, wanted, kept.get(only) ?? FALSE)
  let rest = wanted
  for (const candidate of candidates) {
    rest = difference(arena, rest, kept.get(candidate) ?? FALSE)
    if (rest === FALSE) return true
  }
  return rest === FALSE
}
