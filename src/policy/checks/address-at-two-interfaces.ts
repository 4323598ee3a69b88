import { formatAddress, sameAddress } from '../../net/index.ts'
import type { Check } from './check.ts'

/** Two clients with one address are one client to Tor: they would share circuits and could read each other's answers. */
export const addressAtTwoInterfaces: Check = {
  code: 'address-at-two-interfaces',
  severity: 'error',
  find: ({ clientAddresses }) =>
    clientAddresses.flatMap((again, index) => {
      const first = clientAddresses
        .slice(0, index)
        .find(({ value }) => sameAddress(value, again.value))
      if (!first) return []
      return [
        {
          path: again.path,
          message: `\`${formatAddress(again.value)}\` is the address of two clients`,
          help: 'give each client an address of its own',
          related: [{ message: 'the first is here', path: first.path }],
        },
      ]
    }),
}
