/**
 * The judge's room. So far it holds the algebra that it will count with, sets of packets as decision diagrams; the
 * traversal of rulesets and the guarantees come on top of it.
 */
export * from './diagram/index.ts'
export type * from './facts.ts'
export type { GuaranteeId } from './guarantees/id.ts'
export { guaranteeIds } from './guarantees/id.ts'
export type * from './result.ts'
