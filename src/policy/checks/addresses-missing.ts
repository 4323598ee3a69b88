import type { Check } from './check.ts'

/** Away from Qubes nobody says which address is whose, so the policy has to: a spoofed source makes Tor answer to the uplink. */
export const addressesMissing: Check = {
  code: 'addresses-missing',
  severity: 'error',
  find: ({ stated, document }) => {
    if (document.environment !== 'standalone' || stated.zones?.clients?.addresses !== undefined)
      return []
    return [
      {
        path: ['zones', 'clients', 'addresses'],
        part: 'key',
        message: 'a standalone gateway has to say how it knows its clients',
        help: 'write `addresses: {prefixes: [192.168.42.0/24]}` under `zones.clients`, or `reverse-path`',
      },
    ]
  },
}
