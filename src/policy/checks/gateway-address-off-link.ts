import { formatAddress, prefixContainsAddress } from '../../net/index.ts'
import type { Check } from './check.ts'

/** A client asks for its gateway by ARP, inside its own network. Qubes gives clients a host route instead, so it is exempt. */
export const gatewayAddressOffLink: Check = {
  code: 'gateway-address-off-link',
  severity: 'warning',
  find: ({ document, clientPrefixes, gatewayAddresses }) => {
    if (document.environment !== 'standalone' || clientPrefixes.length === 0) return []
    return gatewayAddresses
      .filter(
        ({ value }) => !clientPrefixes.some((prefix) => prefixContainsAddress(prefix.value, value)),
      )
      .map(({ value, path }) => ({
        path,
        message: `\`${formatAddress(value)}\` is in no network of the clients`,
        help: 'clients reach their gateway inside their own network, unless they have a route of their own',
        related: [{ message: 'the networks are here', path: ['zones', 'clients', 'addresses'] }],
      }))
  },
}
