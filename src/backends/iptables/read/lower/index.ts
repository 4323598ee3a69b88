/** From a file's syntax tree to what the kernel then holds. */
export type { Engine, Sentinel } from './context.ts'
export type { Lowering, LowerOptions } from './lower.ts'
export { lowerRestore, lowerRestoreTable } from './lower.ts'
export type { IptablesLowerCode, LowerDiagnostic } from './problem.ts'
export { iptablesLowerCodes } from './problem.ts'
export type { LoweredRule } from './rule.ts'
export type { LoweredChain } from './table.ts'
