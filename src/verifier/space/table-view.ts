import type { HeldChain, HeldMap, HeldSet, HeldTable } from '../../ruleset/index.ts'

/** A table by name, for the rules that refer to its parts. */
export interface TableView {
  readonly table: HeldTable
  readonly chains: ReadonlyMap<string, HeldChain>
  readonly sets: ReadonlyMap<string, HeldSet>
  readonly maps: ReadonlyMap<string, HeldMap>
}

export const viewTable = (table: HeldTable): TableView => ({
  table,
  chains: new Map(table.chains.map((chain) => [chain.name, chain])),
  sets: new Map(table.sets.map((set) => [set.name, set])),
  maps: new Map(table.maps.map((map) => [map.name, map])),
})
