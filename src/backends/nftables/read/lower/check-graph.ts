/** What the kernel checks of chains that lead to one another: circles, depth, and which hooks a statement hangs at. */
import type { HeldBase } from '../../../../ruleset/index.ts'
import type { KernelChain, KernelTable } from './held.ts'
import { hookFault } from './hooks.ts'
import { nftLoadLimits } from './limits.ts'
import type { Report } from './report.ts'
import { jumpsOf } from './rule-facts.ts'

type Edges = ReadonlyMap<string, ReadonlySet<string>>

export function checkGraph(table: KernelTable, report: Report): void {
  const edges = edgesOf(table)
  const order = sorted(table, edges)
  if (order.length < table.chains.size) {
    const done = new Set(order)
    for (const chain of table.chains.values()) {
      if (done.has(chain.name) || !isOnCircle(chain.name, edges, done)) continue
      report.error('nft-load-loop', `chain \`${chain.name}\` leads back to itself`, chain.body)
      return
    }
    return
  }
  checkDepth(table, edges, order, report)
  checkHooks(table, edges, report)
}

/** Which chains each chain leads to, by its rules and by the maps that they look into. */
function edgesOf(table: KernelTable): Edges {
  const byMap = new Map<string, readonly string[]>()
  for (const [name, set] of table.sets) {
    if (set.kind === 'map') byMap.set(name, jumpsOf(set.elements.values()))
  }
  const edges = new Map<string, ReadonlySet<string>>()
  for (const [name, chain] of table.chains) {
    const targets = new Set<string>()
    for (const { facts } of chain.rules.all()) {
      for (const target of facts.jumps) targets.add(target)
      for (const set of facts.sets) for (const target of byMap.get(set) ?? []) targets.add(target)
    }
    for (const target of targets) if (!table.chains.has(target)) targets.delete(target)
    edges.set(name, targets)
  }
  return edges
}

/** Chains before all that they lead to; without those on circles and behind them. */
function sorted(table: KernelTable, edges: Edges): readonly string[] {
  const incoming = new Map<string, number>()
  for (const targets of edges.values()) {
    for (const target of targets) incoming.set(target, (incoming.get(target) ?? 0) + 1)
  }
  const order = [...table.chains.keys()].filter((name) => !incoming.has(name))
  for (const name of order) {
    for (const target of edges.get(name) ?? []) {
      const left = (incoming.get(target) ?? 0) - 1
      incoming.set(target, left)
      if (left === 0) order.push(target)
    }
  }
  return order
}

/** Whether the chain can be come back to, by chains that were not sorted. */
function isOnCircle(start: string, edges: Edges, done: ReadonlySet<string>): boolean {
  const seen = new Set<string>()
  const open = [...(edges.get(start) ?? [])]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === start) return true
    if (seen.has(name) || done.has(name)) continue
    seen.add(name)
    open.push(...(edges.get(name) ?? []))
  }
  return false
}

function checkDepth(
  table: KernelTable,
  edges: Edges,
  order: readonly string[],
  report: Report,
): void {
  const depths = new Map<string, number>()
  for (const name of order) {
    const chain = table.chains.get(name)
    const depth = Math.max(depths.get(name) ?? 0, chain?.base ? 1 : 0)
    // What no base chain leads to is never entered.
    if (chain === undefined || depth === 0) continue
    if (depth > nftLoadLimits.chainsOnPath) {
      const message = `chain \`${name}\` is reached through more than ${nftLoadLimits.chainsOnPath - 1} jumps`
      report.error('nft-load-depth', message, chain.body)
      return
    }
    for (const target of edges.get(name) ?? []) {
      depths.set(target, Math.max(depths.get(target) ?? 0, depth + 1))
    }
  }
}

/** Base chains of one type and hook are alike here, so each chain is looked at once for each such kind at most. */
function checkHooks(table: KernelTable, edges: Edges, report: Report): void {
  const kinds = new Map<string, { readonly base: HeldBase; readonly names: string[] }>()
  for (const { name, base } of table.chains.values()) {
    if (base === null) continue
    const key = `${base.type} ${base.hook}`
    const kind = kinds.get(key) ?? { base, names: [] }
    kind.names.push(name)
    kinds.set(key, kind)
  }
  const told = new Set<object>()
  for (const { base, names } of kinds.values()) {
    const seen = new Set(names)
    for (const name of seen) {
      const chain = table.chains.get(name)
      if (chain !== undefined) checkChain(table, chain, base, told, report)
      for (const target of edges.get(name) ?? []) seen.add(target)
    }
  }
}

function checkChain(
  table: KernelTable,
  chain: KernelChain,
  base: HeldBase,
  told: Set<object>,
  report: Report,
): void {
  for (const { body, facts } of chain.rules.all()) {
    if (facts.restricted.length === 0 || told.has(body)) continue
    for (const name of facts.restricted) {
      const fault = hookFault(name, table.family, base)
      if (fault === undefined) continue
      told.add(body)
      report.error('nft-load-hook', fault, body)
      break
    }
  }
}
