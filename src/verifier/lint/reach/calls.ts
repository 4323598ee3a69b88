import type { HeldChain, HeldRule } from '../../../ruleset/index.ts'
import { verdictsOf } from '../../chain/purity.ts'
import type { TableView } from '../../space/index.ts'

/** A rule that jumps or goes to a chain. */
export interface CallSite {
  readonly chain: HeldChain
  readonly rule: HeldRule
}

/** Who calls whom in a table. */
export interface Calls {
  /** The chains that a base chain leads to, itself among them: callers before those that they call. */
  readonly order: readonly HeldChain[]
  readonly sites: ReadonlyMap<HeldChain, readonly CallSite[]>
  /** The chains that a chain leads to, itself among them. */
  readonly below: (chain: HeldChain) => ReadonlySet<HeldChain>
}

/** Readers refuse chains that call in a circle, so that this ends. */
export const callsIn = (view: TableView): Calls => {
  const sites = new Map<HeldChain, CallSite[]>()
  const targets = new Map<HeldChain, readonly HeldChain[]>()
  for (const chain of view.chains.values()) {
    const called = new Set<HeldChain>()
    for (const rule of chain.rules)
      for (const target of targetsOf(view, rule)) {
        if (!sites.get(target)?.some((site) => site.rule === rule))
          sites.set(target, [...(sites.get(target) ?? []), { chain, rule }])
        called.add(target)
      }
    targets.set(chain, [...called])
  }
  const reached: HeldChain[] = []
  const seen = new Set<HeldChain>()
  const visit = (chain: HeldChain): void => {
    if (seen.has(chain)) return
    seen.add(chain)
    for (const target of targets.get(chain) ?? []) visit(target)
    reached.push(chain)
  }
  for (const chain of view.chains.values()) if (chain.base) visit(chain)
  const known = new Map<HeldChain, ReadonlySet<HeldChain>>()
  const below = (chain: HeldChain): ReadonlySet<HeldChain> => {
    const found = known.get(chain)
    if (found) return found
    const all = new Set([chain, ...(targets.get(chain) ?? []).flatMap((each) => [...below(each)])])
    known.set(chain, all)
    return all
  }
  return { order: reached.reverse(), sites, below }
}

const targetsOf = (view: TableView, rule: HeldRule): readonly HeldChain[] =>
  verdictsOf(view, rule).flatMap((verdict) => {
    if (verdict.kind !== 'jump' && verdict.kind !== 'goto') return []
    const target = view.chains.get(verdict.chain)
    return target ? [target] : []
  })
