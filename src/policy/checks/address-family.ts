import { parseAddress, parsePrefix } from '../../net/index.ts'
import type { Literal } from '../subject.ts'
import type { Check } from './check.ts'

const isIPv6 = ({ noun, value }: Literal): boolean => {
  const read = noun === 'address' ? parseAddress(value) : parsePrefix(value)
  return read?.family === 'ip6'
}

/** Clients' IPv6 is dropped whole, so an IPv6 address of a client would be a promise that nothing keeps. */
export const addressFamily: Check = {
  code: 'address-family',
  severity: 'error',
  find: ({ literals }) =>
    literals
      .filter((literal) => literal.ipv6 !== 'allowed' && isIPv6(literal))
      .map(({ path, value, ipv6 }) => ({
        path,
        message: `\`${value}\` is IPv6 where IPv4 is needed`,
        help:
          ipv6 === 'clients-have-none'
            ? 'clients and Tor speak IPv4 with one another; their IPv6 is dropped'
            : 'set `gateway.ipv6` to `true` if the gateway speaks IPv6 by its uplink',
      })),
}
