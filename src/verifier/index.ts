/**
 * The judge's room: sets of packets as decision diagrams, the way of such sets through a machine's hooks, and the
 * guarantees that are asked of what comes out. It knows neither policy nor compiler.
 */

export type { Comparison } from './compare.ts'
export { compare } from './compare.ts'
export * from './diagram/index.ts'
export { machineDifference } from './difference/difference.ts'
export type * from './difference/result.ts'
export type * from './facts.ts'
export type { GuaranteeId } from './guarantees/id.ts'
export { guaranteeIds } from './guarantees/id.ts'
export * from './lint/index.ts'
export type * from './result.ts'
export type { Shown } from './shown.ts'
export * from './survey/index.ts'
export type { VerifyOptions } from './verify.ts'
export { verify } from './verify.ts'
