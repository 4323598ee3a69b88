import type { Check } from './check.ts'

/** A DHCP server binds to interfaces by name. One that knows none would listen at all of them, the uplink included. */
export const dhcpServerWithoutInterfaces: Check = {
  code: 'dhcp-server-without-interfaces',
  severity: 'error',
  find: ({ document }) => {
    if (!document.gateway.dhcpServer || document.zones.clients.interfaces.length > 0) return []
    return [
      {
        path: ['gateway', 'dhcpServer'],
        message: 'the DHCP server has no interface to listen at',
        help: 'name the interfaces in `zones.clients.interfaces`',
      },
    ]
  },
}
