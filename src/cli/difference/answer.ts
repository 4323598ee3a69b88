import type { Diagnostic, Sources } from '../../diagnostics/index.ts'
import type { Machine } from '../../ruleset/index.ts'
import type { Difference } from '../../verifier/index.ts'
import type { SourceRecord } from '../verification/answer.ts'

/** One side as it was read. */
export interface SideRecord {
  readonly machine: Machine | undefined
  readonly records: readonly SourceRecord[]
}

/** All that is to be told of a comparison. */
export interface DiffAnswer {
  /** Null: one of the sides would not load, and nothing was compared. */
  readonly difference: Difference | null
  readonly old: SideRecord
  readonly new: SideRecord
  readonly sources: Sources
  /** What the readers found. */
  readonly diagnostics: readonly Diagnostic[]
}
