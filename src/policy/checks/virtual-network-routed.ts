import { formatPrefix, prefixContains } from '../../net/index.ts'
import type { Check } from './check.ts'
import { namedRange, rangeMeeting } from './ranges.ts'

/** Ranges that are refused with a reason of their own. */
const refused = [
  namedRange(
    '172.16.0.0/12',
    'local networks and containers use it, so a name looked up could go to them in clear',
  ),
  namedRange(
    '192.168.0.0/16',
    'home networks use it, so a name looked up could go to them in clear',
  ),
  namedRange('127.0.0.0/8', "it is loopback: a client's packet to it never leaves the client"),
  namedRange(
    '169.254.0.0/16',
    'it is link local: a client asks its own wire for it, not the gateway',
  ),
]

/** Ranges that no router of the internet carries and that leave room for a /16: RFC 1918, 6598, 2544. */
const unrouted = ['10.0.0.0/8', '100.64.0.0/10', '198.18.0.0/15'].map((text) =>
  namedRange(text, 'not routed'),
)

/**
 * A virtual address stands for a name that the client looked up. Should a packet to it ever leave,
 * it must find nobody: so the range has to be one that nobody routes, and that no local network is likely to use.
 */
export const virtualNetworkRouted: Check = {
  code: 'virtual-network-routed',
  severity: 'error',
  find: ({ virtualNetwork }) => {
    if (!virtualNetwork) return []
    const { value, path } = virtualNetwork
    const help = 'take `10.192.0.0/10`, or another part of 10.0.0.0/8 that you use nowhere'
    const bad = rangeMeeting(refused, value)
    if (bad)
      return [
        {
          path,
          message: `virtual addresses cannot be in \`${formatPrefix(bad.prefix)}\`: ${bad.name}`,
          help,
        },
      ]
    if (unrouted.some(({ prefix }) => prefixContains(prefix, value))) return []
    return [
      { path, message: `\`${formatPrefix(value)}\` holds addresses that somebody may route`, help },
    ]
  },
}
