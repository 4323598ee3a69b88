import type { Gateway } from '../../policy/gateway.ts'
import type { KernelSetting } from '../../ruleset/index.ts'

const both = (key: string, value: number, why: string): readonly KernelSetting[] =>
  ['all', 'default'].map((scope) => ({ key: `net.ipv4.conf.${scope}.${key}`, value, why }))

const both6 = (key: string, value: number, why: string): readonly KernelSetting[] =>
  ['all', 'default'].map((scope) => ({ key: `net.ipv6.conf.${scope}.${key}`, value, why }))

/**
 * The kernel's own switches, behind the rules and never instead of them: each closes once more what a rule closes.
 * Torified traffic is delivered to Tor and sent by Tor, so nothing has to be forwarded.
 */
export const lowerToSysctl = (gateway: Gateway): readonly KernelSetting[] => [
  { key: 'net.ipv4.ip_forward', value: 0, why: 'nothing is forwarded (forward-nothing)' },
  { key: 'net.ipv6.conf.all.forwarding', value: 0, why: 'nothing is forwarded (forward-nothing)' },
  ...both('rp_filter', 1, 'a source has to route back to where it came from (drop-spoofed)'),
  ...both('accept_source_route', 0, 'no packet chooses its way (drop-ip-options)'),
  ...both6('accept_source_route', 0, 'no packet chooses its way (drop-ipv6)'),
  ...both('accept_redirects', 0, 'nobody tells us another way'),
  ...both6('accept_redirects', 0, 'nobody tells us another way'),
  ...both('send_redirects', 0, 'we tell nobody another way (keep-answers-inside)'),
  ...both('route_localnet', 0, 'loopback stays inside'),
  ...both('arp_ignore', 1, 'an address is answered for only where it is (hide-gateway)'),
  ...both('arp_filter', 1, 'nobody is answered in whose name we would not answer (hide-gateway)'),
  ...both('arp_announce', 2, 'we ask by the address of that interface (hide-gateway)'),
  ...(gateway.own.ipv6
    ? []
    : [
        {
          key: 'net.ipv6.conf.default.disable_ipv6',
          value: 1,
          why: 'interfaces that come later speak no IPv6 (drop-ipv6)',
        },
        ...both6('accept_ra', 0, 'no router gives us IPv6 (gateway-ipv6)'),
      ]),
]
