import type { LintCode } from '../../diagnostics/index.ts'
import type { Place } from '../../ruleset/index.ts'

/**
 * - `error`: the ruleset is certainly not what it looks like, and what it seems to close is open, or the other way round.
 * - `warning`: something in it does nothing, or not what it says.
 * - `note`: it may well be meant so.
 */
export type LintLevel = 'error' | 'warning' | 'note'

/** Worst first. */
export const lintLevels: readonly LintLevel[] = ['error', 'warning', 'note']

/** Something that a lint has to say of one place. */
export interface Finding {
  readonly code: LintCode
  readonly level: LintLevel
  /** Lower case, one line, no full stop. */
  readonly message: string
  /** What to do. */
  readonly help: string
  readonly place: Place
  readonly related: readonly { readonly message: string; readonly place: Place }[]
}

/** What a lint finds; code and level are the lint's own. */
export type Found = Omit<Finding, 'code' | 'level' | 'related'> & Partial<Pick<Finding, 'related'>>
