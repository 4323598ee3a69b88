/** The kernel's settings. */
export type { SysctlReadCode } from './read/codes.ts'
export { sysctlReadCodes } from './read/codes.ts'
export type * from './read/facts.ts'
export type { SysctlDiagnostic, SysctlReading } from './read/read.ts'
export { readSysctl, sysctlLimits, sysctlValue } from './read/read.ts'
export { sysctlText } from './write.ts'
