/** Files of arptables. */
export type { ArptablesReadCode } from './codes.ts'
export { arptablesLimits, arptablesReadCodes } from './codes.ts'
export type { ArptablesDiagnostic, ArptablesOptions, ArptablesReading } from './read.ts'
export { readArptables } from './read.ts'
