import type { LintCode } from '../../diagnostics/index.ts'
import type { LintContext } from './context.ts'
import type { Found, LintLevel } from './finding.ts'

/** One thing that can be amiss. Its doc comment says what, and why it matters. */
export interface Lint {
  readonly code: LintCode
  readonly level: LintLevel
  readonly find: (context: LintContext) => readonly Found[]
}
