/** The kernel lab: a real Linux router in a namespace, a catalogue of packets, and a judge. */
export type { ExpectedFacts, OpenPort } from './facts.ts'
export { torvmFacts } from './facts.ts'
export type { Finding } from './finding.ts'
export { formatFinding } from './finding.ts'
export type { Lab } from './lab.ts'
export { openLab } from './lab.ts'
export type { IptablesFamily, IptablesVariant, LoadResult, Snapshot } from './load.ts'
export {
  loadArptables,
  loadIptables,
  loadNft,
  loadNftJson,
  mustLoad,
  snapshot,
} from './load.ts'
export type { Environment, MatrixOptions, MatrixResult } from './matrix.ts'
export { openEnvironment, runMatrix } from './matrix.ts'
export { qubesBase, qubesDnatDns } from './qubes.ts'
export type { Router } from './router.ts'
export { openRouter } from './router.ts'
export type { Row } from './table.ts'
export { formatTable } from './table.ts'
export type { Topology } from './topology.ts'
export { qubesTopology, standaloneTopology } from './topology.ts'
