/** Tor's configuration. */
export type { TorrcReadCode } from './read/codes.ts'
export { torrcReadCodes } from './read/codes.ts'
export type * from './read/facts.ts'
export { torrcLimits } from './read/limits.ts'
export type { TorrcDiagnostic } from './read/problem.ts'
export type { TorrcFile, TorrcReading } from './read/read.ts'
export { readTorrc, readTorrcs } from './read/read.ts'
export { torrcText } from './write.ts'
