/**
 * Goal: what serves clients is not served to the uplink, established or not.
 * Method: what `close-gateway` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test("Tor's ports", () => {
  expectIntent(machine, 'close-gateway', {
    nft: [
      'deliver_uplink: tcp dport { 9040, 9049, 9050 } drop',
      'deliver_uplink: udp dport 5300 drop',
    ],
    iptables: [
      'filter deliver_uplink: -p tcp -m multiport --dports 9040,9049:9050 -j DROP',
      'filter deliver_uplink: -p udp -m udp --dport 5300 -j DROP',
    ],
    ip6tables: [
      'filter deliver_uplink: -p tcp -m multiport --dports 9040,9049:9050 -j DROP',
      'filter deliver_uplink: -p udp -m udp --dport 5300 -j DROP',
    ],
  })
})

test('and every client service', () => {
  expectIntent(
    {
      ...machine,
      gateway: {
        clientServices: [
          { name: 'web', protocol: 'tcp', port: 80 },
          { name: 'time', protocol: 'udp', port: 123, from: ['192.168.42.7/32'] },
        ],
      },
    },
    'close-gateway',
    {
      nft: [
        'deliver_uplink: tcp dport { 80, 9040, 9049, 9050 } drop',
        'deliver_uplink: udp dport { 123, 5300 } drop',
      ],
      iptables: [
        'filter deliver_uplink: -p tcp -m multiport --dports 80,9040,9049:9050 -j DROP',
        'filter deliver_uplink: -p udp -m multiport --dports 123,5300 -j DROP',
      ],
      ip6tables: [
        'filter deliver_uplink: -p tcp -m multiport --dports 80,9040,9049:9050 -j DROP',
        'filter deliver_uplink: -p udp -m multiport --dports 123,5300 -j DROP',
      ],
    },
  )
})
