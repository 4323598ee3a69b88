/** Several files as one gateway, each told by what stands in it. */

export { fillLines } from '../fill.ts'
export type { SourceCode } from './codes.ts'
export { sourceCodes } from './codes.ts'
export { readCommits } from './commits.ts'
export type { FilledText } from './fill-for-reading.ts'
export { clientFacingSet, fillRestore, fillTorrc } from './fill-for-reading.ts'
export type { SourceKind } from './kind.ts'
export { kindOf } from './kind.ts'
export type { InputDiagnostic, MachineDiagnostic } from './problem.ts'
export type {
  MachineSources,
  MachineSourcesReading,
  ReadMachineOptions,
  SourceRecord,
} from './read-machine.ts'
export { readMachine } from './read-machine.ts'
export type { NamedSource } from './restore.ts'
