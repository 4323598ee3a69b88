import { policyLimits } from '../limits.ts'
import type { Check } from './check.ts'

/** As useradd(8) has them. The names go into torrc and into the loader, a shell script. */
export const userNameInvalid: Check = {
  code: 'user-name-invalid',
  severity: 'error',
  find: ({ document }) =>
    document.tor.users.flatMap((name, index) =>
      /^[a-z_][a-z0-9_-]*$/.test(name) && name.length <= policyLimits.userName
        ? []
        : [
            {
              path: ['tor', 'users', index],
              message: `\`${name}\` is no user name`,
              help: `use at most ${policyLimits.userName} small letters, digits, \`_\` and \`-\`, not beginning with a digit or \`-\``,
            },
          ],
    ),
}
