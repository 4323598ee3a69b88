/** From artefacts to rules that are in force and proved, or to the lockdown. */
export type { Application, ArtefactSource } from './application.ts'
export type { RolledBack } from './confirm.ts'
export { confirm, rollBack } from './confirm.ts'
export type { Planned } from './dry-run.ts'
export { planned } from './dry-run.ts'
export type { Applied, ApplyOptions, Taken } from './run-apply.ts'
export { apply, steps } from './run-apply.ts'
export type { StepFailure, StepName } from './step.ts'
