import type { Check } from './check.ts'
import { portClaims } from './port-claims.ts'

/** net.ipv4.ip_local_port_range as the kernel sets it. */
const firstEphemeral = 32768
const lastEphemeral = 60999

/**
 * A connection of the gateway's own may happen to take such a port as its source before the listener
 * binds it. What leaves with a listener's port is dropped by the outer wall, so one of Tor's circuits
 * would die now and then, with nothing to see.
 */
export const portEphemeral: Check = {
  code: 'port-ephemeral',
  severity: 'warning',
  find: (subject) =>
    portClaims(subject)
      .filter(({ port }) => port >= firstEphemeral && port <= lastEphemeral)
      .map(({ port, path, what }) => ({
        path,
        message: `${what} has port ${port}, which the kernel also gives to outgoing connections`,
        help: `choose one outside ${firstEphemeral} to ${lastEphemeral}`,
      })),
}
