import { formatAddress, sameAddress } from '../../net/index.ts'
import type { Check } from './check.ts'

/** A client that may use the gateway's address may answer in its place: as its resolver, as its Tor. */
export const addressIsGateway: Check = {
  code: 'address-is-gateway',
  severity: 'error',
  find: ({ clientAddresses, gatewayAddresses }) =>
    clientAddresses.flatMap(({ value, path }) => {
      const gateway = gatewayAddresses.find((address) => sameAddress(address.value, value))
      if (!gateway) return []
      return [
        {
          path,
          message: `\`${formatAddress(value)}\` is a client's address and the gateway's`,
          related: [{ message: "the gateway's is here", path: gateway.path }],
        },
      ]
    }),
}
