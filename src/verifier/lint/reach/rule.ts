import type { HeldRule, HeldVerdict, Step } from '../../../ruleset/index.ts'
import { canTake, mapCases } from '../../chain/part.ts'
import { stepMutates } from '../../chain/purity.ts'
import type { Diagram } from '../../diagram/index.ts'
import { and, FALSE, or, TRUE } from '../../diagram/index.ts'
import type { Binding } from '../../space/index.ts'
import { bindingKey, testHolds } from '../../space/index.ts'
import { endStepOf, hasEffect } from './effect.ts'
import { hotdropped } from './hotdrop.ts'
import type { Judged } from './judged.ts'
import { always, judge, judgeEach, open } from './judged.ts'
import type { Scope, ScopedTable } from './scope.ts'

/** Steps up to one that writes, or to the rule's end: what they ask, of the packet as it is before them. */
export interface Segment {
  readonly tests: readonly { readonly step: Step; readonly judged: Judged }[]
  readonly may: Diagram
  readonly must: Diagram
  /** What its tests drop by themselves. */
  readonly hot: Judged
  /** The packets that get to its first step with an effect; null where it has none. */
  readonly touched: Diagram | null
  /** The packets that get to something that no reader understood, and that may end the rule any way. */
  readonly astray: Diagram
  /** What it writes at its end. */
  readonly writes: Step | null
}

export interface Case {
  readonly verdict: HeldVerdict
  readonly holds: Judged
}

/** How a rule ends for the packets that came through all its segments. */
export type RuleEnd =
  | { readonly kind: 'none' }
  | { readonly kind: 'cases'; readonly cases: readonly Case[] }
  | { readonly kind: 'translate'; readonly isCertain: boolean }
  | { readonly kind: 'forward' }

export interface JudgedRule {
  readonly segments: readonly Segment[]
  readonly end: RuleEnd
}

/** What a rule asks of packets that bear these addresses, and what it does with them. */
export const judgeRule = (
  scope: Scope,
  scoped: ScopedTable,
  rule: HeldRule,
  binding: Binding,
): JudgedRule => {
  const known = scope.judgedRules.get(rule) ?? new Map<string, JudgedRule>()
  scope.judgedRules.set(rule, known)
  const key = bindingKey(binding)
  const found = known.get(key)
  if (found) return found
  const last = endStepOf(rule)
  const steps = last === null ? rule.steps : rule.steps.slice(0, rule.steps.indexOf(last))
  const parts = split(scope, steps).map((part) => segment(scope, scoped, part, binding))
  const made = { segments: parts, end: endOf(scope, scoped, last, binding) }
  known.set(key, made)
  return made
}

const split = ({ engine }: Scope, steps: readonly Step[]): readonly (readonly Step[])[] => {
  const parts: Step[][] = [[]]
  for (const step of steps) {
    parts.at(-1)?.push(step)
    if (stepMutates(step, engine.marks)) parts.push([])
  }
  return parts
}

const segment = (
  scope: Scope,
  scoped: ScopedTable,
  steps: readonly Step[],
  binding: Binding,
): Segment => {
  const { arena } = scope.space
  let [may, must]: [Diagram, Diagram] = [TRUE, TRUE]
  let hot: Judged = { may: FALSE, must: FALSE }
  let touched: Diagram | null = null
  let astray: Diagram = FALSE
  const tests: { step: Step; judged: Judged }[] = []
  for (const step of steps) {
    if (hasEffect(step)) touched ??= may
    if (step.kind === 'opaque' && step.mayEnd) astray = or(arena, astray, may)
    const judged = conditionOf(scope, scoped, step, binding)
    if (step.kind === 'test') tests.push({ step, judged })
    const own = hotdropped(scope.space, step)
    hot = {
      may: or(arena, hot.may, and(arena, may, own.may)),
      must: or(arena, hot.must, and(arena, must, own.must)),
    }
    may = and(arena, may, judged.may)
    must = and(arena, must, judged.must)
  }
  const last = steps.at(-1)
  const writes = last && stepMutates(last, scope.engine.marks) ? last : null
  return { tests, may, must, hot, touched, astray, writes }
}

const conditionOf = (
  { space }: Scope,
  { view }: ScopedTable,
  step: Step,
  binding: Binding,
): Judged => {
  switch (step.kind) {
    case 'test':
      return judge(space, (fresh) => testHolds(fresh, binding, view, step))
    case 'choice':
    case 'opaque':
      return open
    case 'note':
      return always
    default:
      return judge(space, (fresh) => canTake(fresh, binding, view, step))
  }
}

const endOf = (
  { space, engine }: Scope,
  { view }: ScopedTable,
  step: Step | null,
  binding: Binding,
): RuleEnd => {
  switch (step?.kind) {
    case 'verdict':
      return { kind: 'cases', cases: [{ verdict: step.verdict, holds: always }] }
    case 'verdict-map': {
      const verdicts: HeldVerdict[] = []
      const holds = judgeEach(space, (fresh) => {
        const site = { engine: { ...engine, space: fresh }, view, binding, depth: 0 }
        return mapCases(site, step).map((each) => {
          verdicts.push(each.verdict)
          return each.holds
        })
      })
      return {
        kind: 'cases',
        cases: verdicts.map((verdict, index) => ({ verdict, holds: holds[index] ?? open })),
      }
    }
    case 'translate':
      return { kind: 'translate', isCertain: step.target.kind === 'fixed' }
    case 'escape':
      return { kind: 'forward' }
    default:
      return { kind: 'none' }
  }
}
