/** From an empty conntrack: which entries the rules let come about, and what then meets them. */
export type { Cause, Drawing } from './drawn.ts'
export type { Established } from './establish.ts'
export { establish } from './establish.ts'
export { unfollowed } from './unfollowed.ts'
