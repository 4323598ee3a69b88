import { formatAddress, prefixContainsAddress } from '../../net/index.ts'
import type { Check } from './check.ts'
import { loopback } from './ranges.ts'

/**
 * The kernel's redirect sends to the address that the client's interface bears. It drops packets
 * from outside to 127.0.0.0/8 as martians; route_localnet, which would let them in, opens every
 * loopback service to clients.
 */
export const listenerUnreachable: Check = {
  code: 'listener-unreachable',
  severity: 'error',
  find: ({ gatewayAddresses }) =>
    gatewayAddresses
      .filter(({ value }) => prefixContainsAddress(loopback.prefix, value))
      .map(({ value, path }) => ({
        path,
        message: `no redirect reaches a listener at \`${formatAddress(value)}\``,
        help: "give the address that the client's interface bears, or `at-boot`",
      })),
}
