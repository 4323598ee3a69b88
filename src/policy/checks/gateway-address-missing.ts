import { isInterfaceName } from '../../net/index.ts'
import type { Check } from './check.ts'

/** Tor listens at the client-facing addresses alone; where none is known, nothing comes in. */
export const gatewayAddressMissing: Check = {
  code: 'gateway-address-missing',
  severity: 'warning',
  find: ({ document, patterns }) => {
    const { gatewayAddress } = document.zones.clients
    if (typeof gatewayAddress === 'string') return []
    return patterns.clients
      .filter(({ value }) => isInterfaceName(value) && !Object.hasOwn(gatewayAddress, value))
      .map(({ value, path }) => ({
        path,
        message: `the gateway's address at \`${value}\` is not given, so clients reach nothing there`,
        help: `add \`${value}\` to \`gatewayAddress\``,
        related: [
          { message: 'the addresses are here', path: ['zones', 'clients', 'gatewayAddress'] },
        ],
      }))
  },
}
