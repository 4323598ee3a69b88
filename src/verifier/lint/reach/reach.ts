import type { HeldChain, HeldRule } from '../../../ruleset/index.ts'
import type { Flow } from '../../chain/flow.ts'
import { mergeFlows, within } from '../../chain/flow.ts'
import type { Assignment } from '../../diagram/index.ts'
import { not } from '../../diagram/index.ts'
import type { Binding } from '../../space/index.ts'
import { certainOfBase } from './certain.ts'
import { reachByRest } from './parting.ts'
import type { Scope, ScopedTable } from './scope.ts'
import { universe } from './universe.ts'
import { reachByWalk } from './writing.ts'

/** What may come to a rule and what of it the rule takes, in one family. */
export interface RuleReach {
  readonly chain: HeldChain
  /** The rules that became of one in the source, this one among them. */
  readonly rules: readonly HeldRule[]
  /** Whether anything may come to it; if not, nothing does, certainly. */
  readonly isReached: boolean
  /** Whether it may do anything with what comes. */
  readonly isTouched: boolean
  /** One packet of what may be touched. */
  readonly witness: { readonly packet: Assignment; readonly binding: Binding } | undefined
  /** Whether it would, if nothing stood before it: with anything that its hooks may see. */
  readonly isTouchedAlone: boolean
  /** What may come to its end. */
  readonly matched: () => readonly Flow[]
  /** What may come to its end or to its first step with an effect, or is dropped by one of its tests. */
  readonly touched: () => readonly Flow[]
}

export interface ChainReach {
  /** What may come to the chain by its hook, or by the rules that call it. */
  readonly arrives: readonly Flow[]
  /** Whatever its hooks may see. */
  readonly hooks: readonly Flow[]
  /** What comes to its end: of a base chain, to its policy. */
  readonly falls: () => readonly Flow[]
}

export interface Reach {
  readonly scope: Scope
  readonly rules: ReadonlyMap<HeldRule, RuleReach>
  readonly chains: ReadonlyMap<HeldChain, ChainReach>
}

/** A chain with what comes to it. */
export interface Arrival {
  readonly chain: HeldChain
  readonly arrives: readonly Flow[]
  readonly hooks: readonly Flow[]
}

/** What is found of a chain, and what it hands to others. */
export interface Passage {
  readonly rules: readonly RuleReach[]
  readonly falls: () => readonly Flow[]
  readonly calls: readonly { readonly chain: HeldChain; readonly flows: readonly Flow[] }[]
}

/** Every rule that a base chain leads to, in one family. */
export const reachAll = (scope: Scope): Reach => {
  const rules = new Map<HeldRule, RuleReach>()
  const chains = new Map<HeldChain, ChainReach>()
  for (const scoped of scope.tables) reachTable(scope, scoped, rules, chains)
  return { scope, rules, chains }
}

const reachTable = (
  scope: Scope,
  scoped: ScopedTable,
  rules: Map<HeldRule, RuleReach>,
  chains: Map<HeldChain, ChainReach>,
): void => {
  const called = new Map<HeldChain, Flow[]>()
  for (const chain of scoped.calls.order) {
    const hooks = hooksOf(scope, scoped, chain, chains)
    const arrives = chain.base
      ? withoutTaken(scope, chain, hooks)
      : mergeFlows(scope.space, called.get(chain) ?? [])
    const pass = scoped.view.mutating.has(chain.name) ? reachByWalk : reachByRest
    const passage = pass(scope, scoped, { chain, arrives, hooks })
    for (const reach of passage.rules) for (const rule of reach.rules) rules.set(rule, reach)
    for (const call of passage.calls)
      called.set(call.chain, [...(called.get(call.chain) ?? []), ...call.flows])
    chains.set(chain, { arrives, hooks, falls: passage.falls })
  }
}

const hooksOf = (
  scope: Scope,
  scoped: ScopedTable,
  chain: HeldChain,
  chains: ReadonlyMap<HeldChain, ChainReach>,
): readonly Flow[] => {
  if (chain.base) return universe(scope, scoped, chain.base)
  const sites = scoped.calls.sites.get(chain) ?? []
  const callers = [...new Set(sites.map((site) => site.chain))]
  return mergeFlows(
    scope.space,
    callers.flatMap((caller) => chains.get(caller)?.hooks ?? []),
  )
}

/**
 * All nat chains of a hook hang below one dispatcher, and once one of them has translated a packet, no other is asked.
 * What stands at a lower priority is asked first; among equals nobody knows.
 */
const withoutTaken = (
  scope: Scope,
  { base }: HeldChain,
  flows: readonly Flow[],
): readonly Flow[] => {
  if (base?.type !== 'nat') return flows
  return earlierNat(scope, base).reduce<readonly Flow[]>(
    (rest, earlier) =>
      rest.flatMap((flow) => {
        const taken = certainOfBase(scope, earlier.scoped, earlier.chain, flow.binding, 'taken')
        return within(scope.space, flow, not(taken))
      }),
    flows,
  )
}

/** The nat chains that are asked before, whatever order their tables were loaded in. */
export const earlierNat = (
  { tables }: Scope,
  { hook, priority }: NonNullable<HeldChain['base']>,
): readonly { readonly scoped: ScopedTable; readonly chain: HeldChain }[] =>
  tables.flatMap((scoped) =>
    scoped.table.chains.flatMap((chain) =>
      chain.base?.type === 'nat' && chain.base.hook === hook && chain.base.priority < priority
        ? [{ scoped, chain }]
        : [],
    ),
  )
