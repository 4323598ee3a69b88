import type { Case } from './case.ts'
import type { ExclusionReason } from './run/exclusion.ts'
import type { Outcome } from './run/run-case.ts'

/** What a run has done so far. */
export interface Totals {
  readonly seed: string
  milliseconds: number
  /** Rulesets that loaded and were compared. */
  rulesets: number
  /** Rulesets that a tool refused: drawn badly, and not counted. */
  notLoaded: number
  /** Packets whose fate was compared. */
  comparisons: number
  /** Those among them that came out or arrived somewhere. */
  passed: number
  disagreements: number
  /** Cases that disagreed once, and not when the same was sent again: something else disturbed the machine. */
  unrepeated: number
  /** Cases that were ended early, and packets that were passed over. */
  readonly excluded: Map<ExclusionReason, number>
  readonly skipped: Map<ExclusionReason, number>
  readonly dialects: Map<string, number>
  readonly refusals: Map<string, number>
}

export const newTotals = (seed: string): Totals => ({
  seed,
  milliseconds: 0,
  rulesets: 0,
  notLoaded: 0,
  comparisons: 0,
  passed: 0,
  disagreements: 0,
  unrepeated: 0,
  excluded: new Map(),
  skipped: new Map(),
  dialects: new Map(),
  refusals: new Map(),
})

const count = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

export const addOutcome = (totals: Totals, outcome: Outcome, one: Case): void => {
  if (outcome.kind === 'not-loaded') {
    totals.notLoaded += 1
    count(totals.refusals, outcome.why.split('\n').slice(0, 3).join(' | ').slice(0, 200))
    return
  }
  totals.rulesets += 1
  totals.comparisons += outcome.agreed
  totals.passed += outcome.passed
  if (outcome.excluded) count(totals.excluded, outcome.excluded.reason)
  for (const reason of outcome.skipped) count(totals.skipped, reason)
  count(totals.dialects, one.sources.map(({ dialect }) => dialect).join(' + '))
}

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, number]) => `${name} ${number}`).join(', ') || 'none'

export const textOfTotals = (totals: Totals): string => {
  const seconds = totals.milliseconds / 1000
  const rate = seconds > 0 ? Math.round(totals.comparisons / seconds) : 0
  return [
    `seed ${totals.seed}: ${totals.rulesets} rulesets, ${totals.comparisons} comparisons in ${seconds.toFixed(0)} s (${rate} a second), ${totals.disagreements} disagreements`,
    `  came through: ${totals.passed}; refused by the tools: ${totals.notLoaded}; not seen again: ${totals.unrepeated}`,
    `  cases cut short: ${counted(totals.excluded)}; packets passed over: ${counted(totals.skipped)}`,
    `  dialects: ${counted(totals.dialects)}`,
  ].join('\n')
}
