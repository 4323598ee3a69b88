import type { Scenario } from './scenario.ts'

/** The canonical text, which `parsePacket` reads back to the same scenario. */
export const formatPacket = (scenario: Scenario): string => {
  throw new Error(`bug: not built yet: ${scenario.packet.family}`)
}
