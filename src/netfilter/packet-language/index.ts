/** One small language for packets: of options, counterexamples, tests and documents. */
export type { PacketCode } from './codes.ts'
export { packetCodes } from './codes.ts'
export { connectionsOf } from './connections.ts'
export { formatPacket } from './format.ts'
export type { PacketDiagnostic, PacketOutcome } from './parse.ts'
export { parsePacket } from './parse.ts'
export type { Met, Scenario, Translated } from './scenario.ts'
