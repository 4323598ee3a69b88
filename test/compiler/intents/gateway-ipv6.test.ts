/**
 * Goal: the gateway itself speaks IPv6 only where the policy says so.
 * Method: what `gateway-ipv6` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('not by default', () => {
  expectIntent(machine, 'gateway-ipv6', {
    nft: ['deliver_uplink: meta nfproto ipv6 drop', 'leave_uplink: meta nfproto ipv6 drop'],
    ip6tables: ['mangle leave_uplink: -j DROP', 'filter deliver_uplink: -j DROP'],
  })
})

test('with neighbour discovery, if at all', () => {
  expectIntent({ ...machine, gateway: { ipv6: true } }, 'gateway-ipv6', {
    nft: [
      'deliver_uplink: meta nfproto ipv6 icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept',
      'leave_uplink: meta nfproto ipv6 icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld2-listener-report } accept',
    ],
    ip6tables: [
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 133 -j ACCEPT',
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT',
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT',
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 143 -j ACCEPT',
      'filter deliver_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 134 -m hl --hl-eq 255 -j ACCEPT',
      'filter deliver_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 135 -m hl --hl-eq 255 -j ACCEPT',
      'filter deliver_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 136 -m hl --hl-eq 255 -j ACCEPT',
    ],
  })
})
