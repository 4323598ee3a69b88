import type { Check } from './check.ts'

/** A fallback to root gives whoever breaks into Tor the whole gateway, its firewall first. */
export const userRoot: Check = {
  code: 'user-root',
  severity: 'error',
  find: ({ document }) =>
    document.tor.users.flatMap((name, index) =>
      name === 'root'
        ? [{ path: ['tor', 'users', index], message: 'Tor must not run as root' }]
        : [],
    ),
}
