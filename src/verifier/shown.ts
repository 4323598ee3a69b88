import type { SysctlFacts } from '../backends/sysctl/index.ts'
import type { TorrcFacts } from '../backends/torrc/index.ts'
import type { Moment } from '../ruleset/index.ts'

/** What was shown of the gateway besides its rulesets; null where nothing was. */
export interface Shown {
  readonly torrc: TorrcFacts | null
  readonly settings: SysctlFacts | null
  /** What is in force on the way to the rulesets. Left out: how they are loaded was not told. */
  readonly passage?: readonly Moment[] | null
}

export const nothingShown = { torrc: null, settings: null, passage: null } as const satisfies Shown
