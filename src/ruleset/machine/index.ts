/** What a kernel holds: tables, chains and rules of any source, as inert data. */

export type { FieldShape, Header, MachineField } from './field.ts'
export { machineFields } from './field.ts'
export type * from './hook.ts'
export type * from './machine.ts'
export type * from './members.ts'
export type { Commit, CommitManner, Moment } from './moments.ts'
export { passage } from './moments.ts'
export type * from './place.ts'
export { isSameMachine, isSameTable } from './same-machine.ts'
export type * from './step.ts'
export type * from './verdict.ts'
