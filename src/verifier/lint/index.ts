/** What is not as it looks in a ruleset: one question a file, asked of the same sets as the guarantees. */
export { lints } from './all.ts'
export type { LintSubject } from './context.ts'
export type { Finding, LintLevel } from './finding.ts'
export { lintLevels } from './finding.ts'
export type { LintOptions, LintReport } from './lint.ts'
export { lint } from './lint.ts'
export type { Lint } from './lint-type.ts'
