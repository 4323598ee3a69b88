/** What the kernel holds while a transaction runs. Maps keep the order in which things were added. */
import type {
  ReadChain,
  ReadExpression,
  ReadMap,
  ReadRule,
  ReadSet,
  ReadTable,
} from 'nftables-json'
import type { HeldBase, HeldFamily } from '../../../../ruleset/index.ts'
import type { RuleFacts } from './rule-facts.ts'
import type { RuleList } from './rule-list.ts'

export interface KernelRule {
  readonly body: ReadRule
  readonly facts: RuleFacts
}

export interface KernelChain {
  name: string
  readonly body: ReadChain
  base: HeldBase | null
  readonly rules: RuleList
}

export interface KernelSet {
  readonly kind: 'set' | 'map'
  readonly body: ReadSet | ReadMap
  /** By their canonical text, so that a repeated element is one. */
  readonly elements: Map<string, ReadExpression>
  /** Whether something else than the ruleset fills it. */
  isArbitrary: boolean
}

export interface KernelTable {
  readonly family: HeldFamily
  readonly name: string
  readonly body: ReadTable
  isDormant: boolean
  readonly chains: Map<string, KernelChain>
  /** Sets and maps share their names. */
  readonly sets: Map<string, KernelSet>
  readonly flowtables: Map<string, object>
  /** Counters, quotas, limits, helpers and the like, by kind and name. */
  readonly objects: Map<string, object>
  /** How often a chain, a set or a flowtable is named by rules and elements. */
  readonly uses: Map<string, number>
}

export interface Kernel {
  readonly tables: Map<string, KernelTable>
}

export const tableKey = (family: string, name: string): string => `${family} ${name}`

export const emptyTable = (family: HeldFamily, name: string, body: ReadTable): KernelTable => ({
  family,
  name,
  body,
  isDormant: false,
  chains: new Map(),
  sets: new Map(),
  flowtables: new Map(),
  objects: new Map(),
  uses: new Map(),
})

/** Counts the uses up or down. */
export function use(table: KernelTable, names: readonly string[], by: 1 | -1): void {
  for (const name of names) table.uses.set(name, (table.uses.get(name) ?? 0) + by)
}
