import type { Check } from './check.ts'

/** A ruleset that named Tor's account would not load where the account is missing, and leave the gateway open. So a number is needed. */
export const uidMissing: Check = {
  code: 'uid-missing',
  severity: 'error',
  find: ({ document }) =>
    document.gateway.egress === 'tor-only' && document.tor.uid === null
      ? [
          {
            path: ['gateway', 'egress'],
            message: '`egress: tor-only` needs `tor.uid`',
            help: 'on the gateway, `id -u debian-tor` (or `toranon`, `_tor`) tells the number',
          },
        ]
      : [],
}
