import { formatPrefix } from '../../net/index.ts'
import type { Check } from './check.ts'

/** parse_virtual_addr_network of tor (addressmap.c): "expects a /16 network or larger". */
const longestPrefix = 16

export const virtualNetworkTooSmall: Check = {
  code: 'virtual-network-too-small',
  severity: 'error',
  find: ({ virtualNetwork }) =>
    virtualNetwork && virtualNetwork.value.length > longestPrefix
      ? [
          {
            path: virtualNetwork.path,
            message: `\`${formatPrefix(virtualNetwork.value)}\` is too small: Tor takes a /${longestPrefix} or wider`,
          },
        ]
      : [],
}
