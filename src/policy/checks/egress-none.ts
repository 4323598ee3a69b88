import type { Check } from './check.ts'

/** Nothing leaves, Tor's own connections included. Said, since obedience alone cannot tell it from a gateway that works. */
export const egressNone: Check = {
  code: 'egress-none',
  severity: 'warning',
  find: ({ document }) =>
    document.gateway.egress === 'none'
      ? [
          {
            path: ['gateway', 'egress'],
            message: 'nothing leaves the gateway, so its Tor cannot reach the network',
            help: '`tor-only` lets Tor out and nothing else',
          },
        ]
      : [],
}
