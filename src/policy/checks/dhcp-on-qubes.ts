import type { Check } from './check.ts'

/** Qubes sets addresses at both sides itself; DHCP there only opens a port. */
export const dhcpOnQubes: Check = {
  code: 'dhcp-on-qubes',
  severity: 'warning',
  find: ({ document }) => {
    if (document.environment === 'standalone') return []
    return (['dhcpClient', 'dhcpServer'] as const)
      .filter((key) => document.gateway[key])
      .map((key) => ({
        path: ['gateway', key],
        message: `\`${key}\` opens a port that Qubes has no use for`,
        help: 'leave it out: Qubes gives the addresses',
      }))
  },
}
