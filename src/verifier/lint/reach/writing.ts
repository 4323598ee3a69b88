import type { HeldRule } from '../../../ruleset/index.ts'
import type { Flow } from '../../chain/flow.ts'
import { mergeFlows } from '../../chain/flow.ts'
import { pickOne } from '../../diagram/index.ts'
import { sourceRules } from './alternatives.ts'
import type { Arrival, Passage, RuleReach } from './reach.ts'
import type { Scope, ScopedTable } from './scope.ts'
import type { RuleWay } from './walk.ts'
import { walkRule } from './walk.ts'

/** A chain that changes packets, or leads to one that does: what comes to a rule is what the one before let on. */
export const reachByWalk = (
  scope: Scope,
  scoped: ScopedTable,
  { chain, arrives, hooks }: Arrival,
): Passage => {
  const calls: Passage['calls'][number][] = []
  let flows = arrives
  const rules = sourceRules(chain).map((group): RuleReach => {
    const isReached = flows.length > 0
    const ways = walkGroup(scope, scoped, group, flows)
    calls.push(...ways.flatMap((way) => way.calls))
    flows = ways.at(-1)?.next ?? flows
    const merged = (pick: (way: RuleWay) => readonly Flow[]) =>
      mergeFlows(scope.space, ways.flatMap(pick))
    const [matched, touched] = [merged((way) => way.matched), merged((way) => way.touched)]
    const [first] = touched
    const packet = first && pickOne(scope.space.arena, first.set)
    return {
      chain,
      rules: group,
      isReached,
      isTouched: touched.length > 0,
      witness: first && packet && { packet, binding: first.binding },
      isTouchedAlone: group.some((rule) => walkRule(scope, scoped, rule, hooks).touched.length > 0),
      matched: () => matched,
      touched: () => touched,
    }
  })
  const falls = flows
  return { rules, calls, falls: () => falls }
}

const walkGroup = (
  scope: Scope,
  scoped: ScopedTable,
  group: readonly HeldRule[],
  flows: readonly Flow[],
): readonly RuleWay[] => {
  let rest = flows
  return group.map((rule) => {
    const way = walkRule(scope, scoped, rule, rest)
    rest = way.next
    return way
  })
}
