import type { Check } from './check.ts'

const nobody = 65534

/** Whatever has no account of its own runs as nobody, and could send as Tor. */
export const uidNobody: Check = {
  code: 'uid-nobody',
  severity: 'warning',
  find: ({ document }) =>
    document.tor.uid === nobody
      ? [
          {
            path: ['tor', 'uid'],
            message: `uid ${nobody} is nobody, whom Tor would share with everything that has no account`,
            help: 'give Tor an account of its own',
          },
        ]
      : [],
}
