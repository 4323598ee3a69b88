import type { Connections } from '../connection.ts'
import type { Scenario } from './scenario.ts'

/** The smallest table of connections in which the packet meets what the scenario says it meets. */
export const connectionsOf = (scenario: Scenario): Connections => {
  throw new Error(`bug: not built yet: ${scenario.packet.family}`)
}
