import type { SysctlFacts } from '../backends/sysctl/index.ts'
import type { TorrcFacts } from '../backends/torrc/index.ts'

/** What was shown of the gateway besides its rulesets; null where nothing was. */
export interface Shown {
  readonly torrc: TorrcFacts | null
  readonly settings: SysctlFacts | null
}

export const nothingShown: Shown = { torrc: null, settings: null }
