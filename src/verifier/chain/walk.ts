import { assert } from '../../assert.ts'
import type { HeldRule, HeldVerdict, Opaque, Step } from '../../ruleset/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, FALSE, not, or, TRUE } from '../diagram/index.ts'
import { environmentChoice, testHolds } from '../space/index.ts'
import { alter } from './alter.ts'
import type { Engine, ViewedTable } from './engine.ts'
import type { EventFlow, EventKind } from './event.ts'
import type { Flow } from './flow.ts'
import { mergeFlows, within } from './flow.ts'
import { canTake, droppedBy, mapCases, opaqueChoice, summarise, verdictSummary } from './part.ts'
import type { Summary } from './summary.ts'

/** What became of flows in a chain; what was dropped is what is in none of them. */
export interface Walked {
  readonly accept: readonly Flow[]
  /** What fell off the end or returned: to the caller, or to the base chain's policy. */
  readonly back: readonly Flow[]
  /** What a translation took; nothing in other chains than those of type nat. */
  readonly translated: readonly Flow[]
  readonly events: readonly EventFlow[]
}

const nothing: Walked = { accept: [], back: [], translated: [], events: [] }

const joined = (all: readonly Walked[]): Walked => ({
  accept: all.flatMap((each) => each.accept),
  back: all.flatMap((each) => each.back),
  translated: all.flatMap((each) => each.translated),
  events: all.flatMap((each) => each.events),
})

export const DEPTH_MAX = 64

/** Where a chain is walked; `translate` says how the hook at hand gives a flow other addresses. */
export interface Walk {
  readonly engine: Engine
  readonly view: ViewedTable
  readonly translate: (
    step: Extract<Step, { kind: 'translate' }>,
    flow: Flow,
  ) => {
    readonly translated: readonly Flow[]
    readonly missed: readonly Flow[]
    readonly accepted: readonly Flow[]
  }
}

/** Flows through a chain: by its summary where it only parts packets, else rule by rule. */
export const walkChain = (walk: Walk, name: string, flows: readonly Flow[], depth = 0): Walked => {
  assert(depth < DEPTH_MAX, 'chains that call each other without end')
  if (!walk.view.mutating.has(name))
    return joined(
      flows.map((flow) =>
        applied(walk, flow, summarise(walk.engine, walk.view, name, flow.binding)),
      ),
    )
  const chain = walk.view.chains.get(name)
  assert(chain !== undefined, `a jump to a chain that is not there: ${name}`)
  const results: Walked[] = []
  let rest = flows
  for (const rule of chain.rules) {
    const { ended, next } = walkRule(walk, rule, rest, depth)
    results.push(ended)
    rest = mergeFlows(walk.engine.space, next)
    if (rest.length === 0) break
  }
  const all = joined(results)
  return {
    accept: mergeFlows(walk.engine.space, all.accept),
    back: mergeFlows(walk.engine.space, [...all.back, ...rest]),
    translated: mergeFlows(walk.engine.space, all.translated),
    events: all.events,
  }
}

const applied = ({ engine: { space } }: Walk, flow: Flow, summary: Summary): Walked => ({
  accept: within(space, flow, summary.accept),
  back: within(space, flow, or(space.arena, summary.back, summary.next)),
  translated: [],
  events: [...summary.events].flatMap(([kind, set]) => eventsOf(kind, within(space, flow, set))),
})

const eventsOf = (kind: EventKind, flows: readonly Flow[]): readonly EventFlow[] =>
  flows.map((flow) => ({ kind, flow }))

interface RuleOutcome {
  readonly ended: Walked
  readonly next: readonly Flow[]
}

/** A rule's steps in turn. A step's doing stays done, even where a later test turns the packet away. */
const walkRule = (
  walk: Walk,
  rule: HeldRule,
  flows: readonly Flow[],
  depth: number,
): RuleOutcome => {
  const { space } = walk.engine
  const next: Flow[] = []
  const ended: Walked[] = []
  let inside = flows
  for (const step of rule.steps) {
    if (inside.length === 0) break
    if (step.kind === 'opaque' && step.mayEnd && step.except !== space.family) {
      const parts = inside.map((flow) => opaqueParts(walk, step, flow))
      ended.push(...parts.map((part) => part.ended))
      next.push(...parts.flatMap((part) => part.next))
      inside = parts.flatMap((part) => part.goesOn)
      continue
    }
    const outcome = endStep(walk, step, inside, depth)
    if (outcome) {
      ended.push(outcome.ended)
      next.push(...outcome.next)
      return { ended: joined(ended), next }
    }
    if (step.kind === 'escape')
      ended.push({ ...nothing, events: inside.flatMap((flow) => eventsOf(step.way, [flow])) })
    if (step.kind === 'tproxy')
      ended.push({ ...nothing, events: inside.flatMap((flow) => eventsOf('tproxy', [flow])) })
    const passing: Flow[] = []
    const dropped = droppedBy(walk, step)
    const left =
      dropped === FALSE ? inside : inside.flatMap((flow) => within(space, flow, not(dropped)))
    for (const flow of left) {
      const holds = condition(walk, step, flow)
      next.push(...within(space, flow, not(holds)))
      passing.push(
        ...within(space, flow, holds).map((each) => alter(space, walk.engine.marks, step, each)),
      )
    }
    inside = mergeFlows(space, passing)
    if (step.kind === 'set-mark' && step.target === 'ct mark' && walk.engine.marks.connection)
      ended.push({ ...nothing, events: eventsOf('marks-connection', inside) })
  }
  return { ended: joined(ended), next: [...next, ...inside] }
}

const condition = ({ engine: { space }, view }: Walk, step: Step, flow: Flow): Diagram => {
  switch (step.kind) {
    case 'test':
      return testHolds(space, flow.binding, view, step)
    case 'choice':
      return environmentChoice(space, space.choices.nameOf(step))
    case 'opaque':
      return step.except === space.family ? TRUE : opaqueChoice(space, step, 'holds')
    default:
      return canTake(space, flow.binding, view, step)
  }
}

/** Of a step that ends the rule: what becomes of these flows; undefined where it does not end it. */
const endStep = (
  walk: Walk,
  step: Step,
  flows: readonly Flow[],
  depth: number,
): RuleOutcome | undefined => {
  switch (step.kind) {
    case 'escape':
      return step.way === 'forward'
        ? { ended: { ...nothing, events: eventsOf('forward', flows) }, next: [] }
        : undefined
    case 'verdict':
      return combined(flows.map((flow) => endFlow(walk, step.verdict, flow, depth)))
    case 'verdict-map':
      return combined(
        flows.flatMap((flow) => {
          const cases = mapCases({ ...walk, binding: flow.binding, depth }, step)
          let taken: Diagram = FALSE
          const outcomes = cases.flatMap(({ verdict, holds }) => {
            taken = or(walk.engine.space.arena, taken, holds)
            return within(walk.engine.space, flow, holds).map((each) =>
              endFlow(walk, verdict, each, depth),
            )
          })
          return [
            ...outcomes,
            { ended: nothing, next: within(walk.engine.space, flow, not(taken)) },
          ]
        }),
      )
    case 'translate':
      return combined(
        flows.map((flow) => {
          const { translated, missed, accepted } = walk.translate(step, flow)
          return { ended: { ...nothing, translated, accept: accepted }, next: missed }
        }),
      )
    default:
      return undefined
  }
}

const combined = (outcomes: readonly RuleOutcome[]): RuleOutcome => ({
  ended: joined(outcomes.map((each) => each.ended)),
  next: outcomes.flatMap((each) => each.next),
})

const endFlow = (walk: Walk, verdict: HeldVerdict, flow: Flow, depth: number): RuleOutcome => {
  const { space } = walk.engine
  const isCall = verdict.kind === 'jump' || verdict.kind === 'goto'
  if (isCall && walk.view.mutating.has(verdict.chain)) {
    const called = walkChain(walk, verdict.chain, [flow], depth + 1)
    return verdict.kind === 'goto'
      ? { ended: called, next: [] }
      : { ended: { ...called, back: [] }, next: called.back }
  }
  const site = { engine: walk.engine, view: walk.view, binding: flow.binding, depth }
  const summary = verdictSummary(site, verdict, TRUE)
  const { accept, events } = applied(walk, flow, summary)
  return {
    ended: { ...nothing, accept, back: within(space, flow, summary.back), events },
    next: within(space, flow, summary.next),
  }
}

/**
 * It accepts, drops, translates or goes on, with the rule's next step or past the rule; a translation by something
 * opaque leads anywhere.
 */
const opaqueParts = (
  walk: Walk,
  step: Opaque,
  flow: Flow,
): RuleOutcome & { readonly goesOn: readonly Flow[] } => {
  const { space } = walk.engine
  const { arena } = space
  const holds = opaqueChoice(space, step, 'holds')
  const accepts = and(arena, holds, opaqueChoice(space, step, 'accepts'))
  const unaccepted = and(arena, holds, not(accepts))
  const translates = and(arena, unaccepted, opaqueChoice(space, step, 'translates'))
  const rest = and(arena, unaccepted, not(translates))
  const anywhere = { kind: 'translate', nat: 'dnat', target: { kind: 'opaque' } } as const
  return {
    ended: {
      ...nothing,
      accept: within(space, flow, accepts),
      translated: within(space, flow, translates).flatMap(
        (each) => walk.translate(anywhere, each).translated,
      ),
    },
    next: within(space, flow, not(holds)),
    goesOn: within(space, flow, and(arena, rest, not(opaqueChoice(space, step, 'drops')))),
  }
}
