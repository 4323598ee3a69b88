import type { HeldRule } from '../../../ruleset/index.ts'
import type { Flow } from '../../chain/flow.ts'
import { mergeFlows } from '../../chain/flow.ts'
import type { Diagram } from '../../diagram/index.ts'
import { FALSE, isDisjoint, orAll, TRUE } from '../../diagram/index.ts'
import type { Binding } from '../../space/index.ts'
import { bindingKey } from '../../space/index.ts'
import { sourceRules } from './alternatives.ts'
import { certainlyKept } from './certain.ts'
import { anyLeft, leftOf } from './left.ts'
import type { Arrival, Passage, RuleReach } from './reach.ts'
import { judgeRule } from './rule.ts'
import type { Scope, ScopedTable } from './scope.ts'
import { walkRule } from './walk.ts'

/**
 * A chain that only parts packets. What a rule asks is small, and what is left after thousands of rules is not: so each
 * rule's own set is held against what those before it keep, and what is left is worked out where somebody needs it.
 */
export const reachByRest = (scope: Scope, scoped: ScopedTable, arrival: Arrival): Passage => {
  const { chain, arrives, hooks } = arrival
  const { space } = scope
  const { arena } = space
  const kept = new Map(
    arrives.map((flow) => [
      bindingKey(flow.binding),
      chain.rules.map((rule) => certainlyKept(scope, scoped, chain, rule, flow.binding)),
    ]),
  )
  const before = ({ binding }: Flow): readonly Diagram[] => kept.get(bindingKey(binding)) ?? []
  const rest = (flow: Flow, count: number, asked: Diagram = TRUE): readonly Flow[] =>
    flowOf(flow, leftOf(arena, flow.set, asked, before(flow).slice(0, count)))
  const calls: Passage['calls'][number][] = []
  let count = 0
  const found = sourceRules(chain).map((group): RuleReach & { readonly at: number } => {
    const at = count
    count += group.length
    const asks = (of: Of, { binding }: Flow): Diagram =>
      orAll(
        arena,
        group.map((rule) => askedBy(scope, scoped, rule, binding, of)),
      )
    const left = (of: Of) =>
      mergeFlows(
        space,
        arrives.flatMap((flow) => rest(flow, at, asks(of, flow))),
      )
    const witness = arrives.flatMap((flow) => {
      const packet = anyLeft(arena, flow.set, asks('touched', flow), before(flow), at)
      return packet ? [{ packet, binding: flow.binding }] : []
    })[0]
    const isTouched = witness !== undefined
    const touched = once(() => left('touched'))
    if (isTouched && group.some(isCalling))
      for (const rule of group) calls.push(...walkRule(scope, scoped, rule, touched()).calls)
    return {
      chain,
      rules: group,
      at,
      isReached: true,
      isTouched,
      witness,
      isTouchedAlone: hooks.some((flow) => !isDisjoint(arena, flow.set, asks('touched', flow))),
      matched: once(() => left('matched')),
      touched,
    }
  })
  // What a rule takes has come to it: only behind the last that takes anything may nothing come any more.
  const last = found.findLastIndex(({ isTouched }) => isTouched)
  const rules = found.map(
    (each, position): RuleReach =>
      position <= last
        ? each
        : { ...each, isReached: arrives.some((flow) => rest(flow, each.at).length > 0) },
  )
  return {
    rules,
    calls,
    falls: once(() => arrives.flatMap((flow) => rest(flow, chain.rules.length))),
  }
}

const flowOf = (flow: Flow, set: Diagram): readonly Flow[] =>
  set === FALSE ? [] : [{ ...flow, set }]

/** Up to the rule's end, or up to where it first does something. */
type Of = 'matched' | 'touched'

/** What the rule asks: up to its end, or up to where it first does something. */
export const askedBy = (
  scope: Scope,
  scoped: ScopedTable,
  rule: HeldRule,
  binding: Binding,
  of: Of,
): Diagram => {
  const [segment] = judgeRule(scope, scoped, rule, binding).segments
  if (!segment) return FALSE
  const { may, touched, hot } = segment
  return of === 'matched' ? may : orAll(scope.space.arena, [may, touched ?? FALSE, hot.may])
}

const isCalling = ({ steps }: HeldRule): boolean =>
  steps.some(
    (step) =>
      step.kind === 'verdict-map' ||
      (step.kind === 'verdict' && (step.verdict.kind === 'jump' || step.verdict.kind === 'goto')),
  )

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
