/** Nothing from or to clients, by whatever means there are. */
export type { Backend, Part } from './backend.ts'
export { backends, partsOf } from './backend.ts'
export type { LockdownPlan, LockdownResult } from './engage.ts'
export { engageLockdown } from './engage.ts'
export type { LockdownOrder } from './lock-down.ts'
export { lockDown } from './lock-down.ts'
export type { Texts } from './texts.ts'
export { builtInTexts, textsOf } from './texts.ts'
