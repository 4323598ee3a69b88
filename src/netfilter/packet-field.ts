import type { MachineField } from '../ruleset/index.ts'
import type { Packet } from './packet.ts'

/**
 * The value of a field whose source is the packet itself (`machineFields[field].source`); undefined where the packet
 * has no such header, so that a test of it breaks.
 */
export const fieldOf = (packet: Packet, field: MachineField): bigint | undefined => {
  throw new Error(`bug: not built yet: ${packet.family} ${field}`)
}
