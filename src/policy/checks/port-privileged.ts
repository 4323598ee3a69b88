import type { Check } from './check.ts'
import { torClaims } from './port-claims.ts'

/** net.ipv4.ip_unprivileged_port_start as the kernel sets it. */
const firstUnprivileged = 1024

/** Tor binds again when interfaces or its configuration change. By then it is no longer root, and a port below 1024 stays closed. */
export const portPrivileged: Check = {
  code: 'port-privileged',
  severity: 'warning',
  find: ({ document }) =>
    torClaims(document)
      .filter(({ port }) => port < firstUnprivileged)
      .map(({ port, path, what }) => ({
        path,
        message: `${what} has port ${port}, which Tor cannot bind again once it has dropped its privileges`,
        help: `choose one from ${firstUnprivileged} up: clients keep asking port 53, and are redirected`,
      })),
}
