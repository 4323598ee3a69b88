import type { Check } from './check.ts'

/** As root, Tor and everything else of the gateway are one: `tor-only` would let all of it out. */
export const uidRoot: Check = {
  code: 'uid-root',
  severity: 'error',
  find: ({ document }) =>
    document.tor.uid === 0
      ? [
          {
            path: ['tor', 'uid'],
            message: 'Tor must not run as root',
            help: 'give Tor an account of its own; `id -u debian-tor` tells its number',
          },
        ]
      : [],
}
