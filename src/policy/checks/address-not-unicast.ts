import { formatAddress, formatPrefix } from '../../net/index.ts'
import type { Check } from './check.ts'
import { loopback, notUnicast, rangeMeeting, rangeOfAddress } from './ranges.ts'

/**
 * A client or gateway address that no host can have is a slip, and one that would open walls:
 * sources such as 0.0.0.0 and 255.255.255.255 pass reverse-path filters. A gateway address on
 * loopback is told by `listener-unreachable`.
 */
export const addressNotUnicast: Check = {
  code: 'address-not-unicast',
  severity: 'error',
  find: ({ clientAddresses, gatewayAddresses, clientPrefixes }) => [
    ...clientAddresses.flatMap(({ value, path }) => {
      const range = rangeOfAddress([...notUnicast, loopback], value)
      return range
        ? [{ path, message: `no client can have \`${formatAddress(value)}\`: it is ${range.name}` }]
        : []
    }),
    ...gatewayAddresses.flatMap(({ value, path }) => {
      const range = rangeOfAddress(notUnicast, value)
      return range
        ? [
            {
              path,
              message: `no gateway can have \`${formatAddress(value)}\`: it is ${range.name}`,
            },
          ]
        : []
    }),
    ...clientPrefixes.flatMap(({ value, path }) => {
      const range = rangeMeeting([...notUnicast, loopback], value)
      if (!range) return []
      const message = `\`${formatPrefix(value)}\` holds addresses that no client can have: ${formatPrefix(range.prefix)} is ${range.name}`
      return [{ path, message, help: 'name the networks that the clients are really in' }]
    }),
  ],
}
