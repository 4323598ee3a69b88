import type { Check } from './check.ts'

/** `qubes` trusts what Qubes sets up for each client; without Qubes nobody does. */
export const addressesNeedQubes: Check = {
  code: 'addresses-need-qubes',
  severity: 'error',
  find: ({ stated }) => {
    if (stated.environment !== 'standalone' || stated.zones?.clients?.addresses !== 'qubes')
      return []
    return [
      {
        path: ['zones', 'clients', 'addresses'],
        message: '`addresses: qubes` needs Qubes, and this gateway is standalone',
        help: "write `reverse-path`, or the clients' networks or addresses",
      },
    ]
  },
}
