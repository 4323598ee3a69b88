import {
  formatPrefix,
  parsePrefix,
  prefixContainsAddress,
  prefixesOverlap,
} from '../../net/index.ts'
import type { Check } from './check.ts'

/** A source that no client has is dropped as spoofed before the service is asked. */
export const serviceSourceUnreachable: Check = {
  code: 'service-source-unreachable',
  severity: 'warning',
  find: ({ services, clientAddresses, clientPrefixes }) => {
    if (clientAddresses.length + clientPrefixes.length === 0) return []
    return services
      .filter(({ side }) => side === 'clients')
      .flatMap(({ value, path }) =>
        value.from.flatMap((text, index) => {
          const from = parsePrefix(text)
          if (!from || from.family === 'ip6') return []
          const met =
            clientAddresses.some((client) => prefixContainsAddress(from, client.value)) ||
            clientPrefixes.some((client) => prefixesOverlap(from, client.value))
          if (met) return []
          return [
            {
              path: [...path, 'from', index],
              message: `no client has an address in \`${formatPrefix(from)}\``,
              related: [
                { message: "clients' addresses are here", path: ['zones', 'clients', 'addresses'] },
              ],
            },
          ]
        }),
      )
  },
}
