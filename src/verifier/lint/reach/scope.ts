import type { HeldChain, HeldRule, HeldTable, Machine } from '../../../ruleset/index.ts'
import type { Engine, ViewedTable } from '../../chain/engine.ts'
import { createEngine, viewOf } from '../../chain/engine.ts'
import type { Diagram, DiagramLimits } from '../../diagram/index.ts'
import type { GatewayFacts } from '../../facts.ts'
import type { Space, SpaceFamily } from '../../space/index.ts'
import { createSpace } from '../../space/index.ts'
import type { Calls } from './calls.ts'
import { callsIn } from './calls.ts'
import type { Stretch } from './certain.ts'
import type { Written } from './havoc.ts'
import type { JudgedRule } from './rule.ts'

/** Families whose packets have hooks, conntrack and NAT; ARP has a wire of its own. */
export type LintFamily = Exclude<SpaceFamily, 'arp'>

/** One family's packets, and the tables that see them. */
export interface Scope {
  readonly family: LintFamily
  readonly space: Space
  readonly engine: Engine
  readonly tables: readonly ScopedTable[]
  /** What has been found out of rules and chains, by what it hangs on. */
  readonly judgedRules: Map<HeldRule, Map<string, JudgedRule>>
  readonly stretches: Map<HeldRule, Map<string, Stretch>>
  readonly written: Map<HeldChain, Written>
}

export interface ScopedTable {
  readonly table: HeldTable
  readonly view: ViewedTable
  readonly calls: Calls
  /** Whether a packet may bear other addresses than the connection's first, and some rule can tell. */
  readonly tellsTranslation: boolean
  readonly folds: Map<string, Diagram>
}

/**
 * Rules that judge ARP, bridged frames or whatever a device takes in see packets that no space has; nothing is said of
 * them. An empty set may be filled by others any time: what only it decides is not decided.
 */
export const createScope = (
  family: LintFamily,
  machine: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits>,
): Scope => {
  const held: Machine = { ...machine, tables: machine.tables.map(withOpenSets) }
  const space = createSpace(family, [held], facts, limits)
  const engine = createEngine(space, held)
  const tables = held.tables
    .filter((table) => !table.isDormant && sees(table, family))
    .map((table): ScopedTable => {
      const view = viewOf(engine, table)
      const tellsTranslation = tells(table)
      return { table, view, calls: callsIn(view), tellsTranslation, folds: new Map() }
    })
  return {
    family,
    space,
    engine,
    tables,
    judgedRules: new Map(),
    stretches: new Map(),
    written: new Map(),
  }
}

const sees = ({ family }: HeldTable, of: LintFamily): boolean =>
  family === 'inet' || family === (of === 'ipv4' ? 'ip' : 'ip6')

/** The chains stay the same objects, by which what is found out is kept. */
const withOpenSets = (table: HeldTable): HeldTable => ({
  ...table,
  sets: table.sets.map((set) => (isEmptySet(set) ? { ...set, contents: 'arbitrary' } : set)),
  maps: table.maps.map((map) =>
    map.entries.kind !== 'opaque' && map.entries.list.length === 0
      ? { ...map, contents: 'arbitrary' }
      : map,
  ),
})

export const isEmptySet = ({ contents, members }: HeldTable['sets'][number]): boolean => {
  if (contents !== 'fixed') return false
  if (members.kind === 'numbers') return members.set.length === 0
  return (members.kind === 'names' ? members.patterns : members.tuples).length === 0
}

const tells = ({ chains }: HeldTable): boolean =>
  chains.some((chain: HeldChain) =>
    chain.rules.some(({ steps }) =>
      steps.some(
        (step) =>
          (step.kind === 'set-field' && / [sd](addr|port)$/.test(step.field)) ||
          ('key' in step && step.key.some(({ field }) => field.startsWith('ct original'))),
      ),
    ),
  )
