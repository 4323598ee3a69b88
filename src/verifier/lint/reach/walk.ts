import type { HeldChain, HeldRule, HeldVerdict } from '../../../ruleset/index.ts'
import { alter } from '../../chain/alter.ts'
import type { Flow } from '../../chain/flow.ts'
import { mergeFlows, within } from '../../chain/flow.ts'
import type { Diagram } from '../../diagram/index.ts'
import { and, FALSE, not, or } from '../../diagram/index.ts'
import { certainIn } from './certain.ts'
import { havoc, writtenBelow } from './havoc.ts'
import type { Segment } from './rule.ts'
import { judgeRule } from './rule.ts'
import type { Scope, ScopedTable } from './scope.ts'

/** What may come of flows in a rule. */
export interface RuleWay {
  /** What gets to its end, or to its first step with an effect, or is dropped by one of its tests. */
  readonly touched: readonly Flow[]
  /** What gets to its end. */
  readonly matched: readonly Flow[]
  /** What goes on to the next rule of the chain. */
  readonly next: readonly Flow[]
  readonly calls: readonly { readonly chain: HeldChain; readonly flows: readonly Flow[] }[]
}

/** Flows through a rule: everything that may happen, and nothing left out. */
export const walkRule = (
  scope: Scope,
  scoped: ScopedTable,
  rule: HeldRule,
  flows: readonly Flow[],
): RuleWay => {
  const ways = flows.map((flow) => walkFlow(scope, scoped, rule, flow))
  const { space } = scope
  const merged = (pick: (way: RuleWay) => readonly Flow[]) => {
    const all = ways.flatMap(pick)
    return all.length < 2 ? all : mergeFlows(space, all)
  }
  return {
    touched: merged((way) => way.touched),
    matched: merged((way) => way.matched),
    next: merged((way) => way.next),
    calls: ways.flatMap((way) => way.calls),
  }
}

const walkFlow = (scope: Scope, scoped: ScopedTable, rule: HeldRule, flow: Flow): RuleWay => {
  const { space, engine } = scope
  const { segments } = judgeRule(scope, scoped, rule, flow.binding)
  const touched: Flow[] = []
  const next: Flow[] = []
  let inside: readonly Flow[] = [flow]
  for (let index = 0; index < segments.length; index += 1) {
    const passed: Flow[] = []
    for (const each of inside) {
      // A step that writes may have changed which of its addresses the packet bears.
      const segment = judgeRule(scope, scoped, rule, each.binding).segments[index]
      if (!segment) continue
      touched.push(...touchedIn(scope, segment, each))
      next.push(...within(space, each, leftover(scope, segment)))
      const through = within(space, each, segment.may)
      const { writes } = segment
      passed.push(
        ...(writes ? through.map((one) => alter(space, engine.marks, writes, one)) : through),
      )
    }
    inside = mergeOf(scope, passed)
    if (inside.length === 0) break
  }
  const ends = inside.map((each) => endFlow(scope, scoped, rule, each))
  return {
    touched: [...touched, ...inside],
    matched: inside,
    next: [...next, ...ends.flatMap((end) => end.next)],
    calls: ends.flatMap((end) => end.calls),
  }
}

const mergeOf = ({ space }: Scope, flows: readonly Flow[]): readonly Flow[] =>
  flows.length < 2 ? flows : mergeFlows(space, flows)

const touchedIn = ({ space }: Scope, segment: Segment, flow: Flow): readonly Flow[] => [
  ...(segment.touched === null ? [] : within(space, flow, segment.touched)),
  ...(segment.hot.may === FALSE ? [] : within(space, flow, segment.hot.may)),
]

/** What the tests may turn away, and do not drop. */
const leftover = ({ space: { arena } }: Scope, { must, hot }: Segment): Diagram =>
  hot.must === FALSE ? not(must) : not(or(arena, must, hot.must))

interface Ended {
  readonly next: readonly Flow[]
  readonly calls: RuleWay['calls']
}

const endFlow = (scope: Scope, scoped: ScopedTable, rule: HeldRule, flow: Flow): Ended => {
  const { space } = scope
  const { end } = judgeRule(scope, scoped, rule, flow.binding)
  switch (end.kind) {
    case 'none':
      return { next: [flow], calls: [] }
    case 'forward':
      return { next: [], calls: [] }
    case 'translate':
      return { next: end.isCertain ? [] : [flow], calls: [] }
    case 'cases': {
      const next: Flow[] = []
      const calls: { chain: HeldChain; flows: readonly Flow[] }[] = []
      let taken: Diagram = FALSE
      for (const { verdict, holds } of end.cases) {
        taken = or(space.arena, taken, holds.must)
        for (const each of within(space, flow, holds.may)) {
          const ended = atVerdict(scope, scoped, verdict, each)
          next.push(...ended.next)
          calls.push(...ended.calls)
        }
      }
      return { next: [...next, ...within(space, flow, not(taken))], calls }
    }
  }
}

const atVerdict = (scope: Scope, scoped: ScopedTable, verdict: HeldVerdict, flow: Flow): Ended => {
  const { space } = scope
  switch (verdict.kind) {
    case 'continue':
    case 'synproxy':
      return { next: [flow], calls: [] }
    case 'jump':
    case 'goto': {
      const chain = scoped.view.chains.get(verdict.chain)
      if (!chain) return { next: [flow], calls: [] }
      const calls = [{ chain, flows: [flow] }]
      if (verdict.kind === 'goto') return { next: [], calls }
      const ended = certainIn(scope, scoped, chain, flow.binding, {
        fate: 'ended',
        orBack: false,
        isQuiet: false,
      })
      const back = and(space.arena, flow.set, not(ended))
      if (back === FALSE) return { next: [], calls }
      const written = writtenBelow(scope, scoped, chain)
      return { next: havoc(space, written, { ...flow, set: back }), calls }
    }
    default:
      return { next: [], calls: [] }
  }
}
