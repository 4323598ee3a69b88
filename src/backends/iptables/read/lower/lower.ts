import type { HeldTable } from '../../../../ruleset/index.ts'
import type { RestoreFile, Table } from '../tree.ts'
import type { Context, Engine, Sentinel } from './context.ts'
import type { LowerDiagnostic } from './problem.ts'
import { unknownAccounts } from './problem.ts'
import type { LoweredChain } from './table.ts'
import { lowerChains, lowerTable } from './table.ts'

export interface LowerOptions {
  readonly engine: Engine
  /** Of a file that was filled for reading (`fillForReading`): what stands for the client-facing addresses. */
  readonly sentinel?: Sentinel | null
  /** Numbers of accounts by name, for `--uid-owner debian-tor`; a name that is not here is opaque. */
  readonly accounts?: ReadonlyMap<string, number>
}

export interface Lowering {
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly LowerDiagnostic[]
}

const contextOf = (file: RestoreFile, options: LowerOptions): Context => ({
  family: file.family,
  engine: options.engine,
  sentinel: options.sentinel ?? null,
  accounts: options.accounts ?? new Map<string, number>(),
})

/**
 * What the kernel holds once the file is loaded: its tables, in the order in which the file names them. Matches that
 * are not understood are opaque steps, never left out. Linear in the file.
 */
export const lowerRestore = (file: RestoreFile, options: LowerOptions): Lowering => {
  const context = contextOf(file, options)
  return {
    tables: file.tables.map((table) => lowerTable(file, table, context)),
    diagnostics: unknownAccounts(file, context.accounts),
  }
}

/** The same of one table, rule by rule. */
export const lowerRestoreTable = (
  file: RestoreFile,
  table: Table,
  options: LowerOptions,
): readonly LoweredChain[] => lowerChains(file, table, contextOf(file, options))
