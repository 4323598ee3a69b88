/**
 * Goal: the gateway's own traffic leaves as the policy says.
 * Method: what `gateway-egress` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('freely', () => {
  expectIntent(machine, 'gateway-egress', {
    nft: ['leave_uplink: accept'],
    iptables: ['mangle leave_uplink: -j ACCEPT'],
  })
})

test("as Tor's user, and to ask for an address", () => {
  expectIntent(
    { ...machine, tor: { uid: 108 }, gateway: { egress: 'tor-only', dhcpClient: true } },
    'gateway-egress',
    {
      nft: [
        'leave_uplink: meta nfproto ipv4 udp sport 68 udp dport 67 accept',
        'leave_uplink: meta skuid 108 accept',
      ],
      iptables: [
        'mangle leave_uplink: -p udp -m udp --sport 68 --dport 67 -j ACCEPT',
        'mangle leave_uplink: -m owner --uid-owner 108 -j ACCEPT',
      ],
    },
  )
})

test('or not at all', () => {
  expectIntent({ ...machine, gateway: { egress: 'none' } }, 'gateway-egress', {})
})
