/** What is in force on this machine, judged, and held against what was applied. */

export type { AttachedClient } from './clients.ts'
export type { CustomInput } from './custom-input.ts'
export { customInputOf } from './custom-input.ts'
export type { Drift, SettingDrift } from './drift.ts'
export { driftOf, hasDrifted } from './drift.ts'
export type { Expected } from './expected.ts'
export { expectedOf, usualBackend } from './expected.ts'
export type { Inspection, Judgement } from './firewall.ts'
export { holds, inspect, judgementOf } from './firewall.ts'
export type { OwnTables } from './own-tables.ts'
export { lockdownTable, ourTable, ownTablesOf } from './own-tables.ts'
