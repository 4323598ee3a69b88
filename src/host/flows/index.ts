/** Connections that the kernel knows: which may live on under the rules, and an end to the others. */
export type { CutResult } from './cut-flows.ts'
export { cutFlows } from './cut-flows.ts'
export type { Entry } from './entry.ts'
export { readEntry } from './entry.ts'
export type { Flowtable } from './flowtables.ts'
export { emptyFlowtables } from './flowtables.ts'
export { whose } from './judge-entry.ts'
export type { Surroundings } from './surroundings.ts'
