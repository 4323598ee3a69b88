/**
 * Goal: what a client sends bears its own source, and nothing on the uplink bears a client's.
 * Method: what `drop-spoofed` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine, withClients } from '../side-by-side.ts'

test('by the reverse path where addresses are not listed', () => {
  expectIntent(machine, 'drop-spoofed', {
    nft: [
      'entry_client: fib saddr type != unicast drop',
      'entry_client: fib saddr . iif oif 0 drop',
      'entry_uplink: fib saddr . iif oif 0 drop',
    ],
    iptables: [
      'raw entry_client: -m addrtype ! --src-type UNICAST -j DROP',
      'raw entry_client: -m rpfilter --invert -j DROP',
      'raw entry_uplink: -m rpfilter --invert -j DROP',
    ],
    ip6tables: ['raw entry_uplink: -m rpfilter --invert -j DROP'],
  })
})

test('by the list, both ways', () => {
  expectIntent(
    withClients({ addresses: { fixed: { wlan0: ['192.168.42.10'] } } }),
    'drop-spoofed',
    {
      nft: [
        'entry_client: iifname . ip saddr != @client_addresses drop',
        'entry_uplink: fib saddr . iif oif 0 drop',
        'leave_client: oifname . ip daddr != @client_addresses drop',
      ],
      iptables: [
        'raw entry_client: -j entry_client_2',
        'raw entry_client_2: -s 192.168.42.10/32 -i wlan0 -j RETURN',
        'raw entry_client_2: -j DROP',
        'raw entry_uplink: -m rpfilter --invert -j DROP',
        'mangle leave_client: -j leave_client_0',
        'mangle leave_client_0: -d 192.168.42.10/32 -o wlan0 -j RETURN',
        'mangle leave_client_0: -j DROP',
      ],
      ip6tables: ['raw entry_uplink: -m rpfilter --invert -j DROP'],
    },
  )
})

test('by prefix and reverse path', () => {
  expectIntent(
    withClients({ addresses: { prefixes: ['192.168.42.0/24', '192.168.44.0/24'] } }),
    'drop-spoofed',
    {
      nft: [
        'entry_client: ip saddr != { 192.168.42.0/24, 192.168.44.0/24 } drop',
        'entry_client: fib saddr type != unicast drop',
        'entry_client: fib saddr . iif oif 0 drop',
        'entry_uplink: fib saddr . iif oif 0 drop',
      ],
      iptables: [
        'raw entry_client: -j entry_client_2',
        'raw entry_client: -m addrtype ! --src-type UNICAST -j DROP',
        'raw entry_client: -m rpfilter --invert -j DROP',
        'raw entry_client_2: -s 192.168.42.0/24 -j RETURN',
        'raw entry_client_2: -s 192.168.44.0/24 -j RETURN',
        'raw entry_client_2: -j DROP',
        'raw entry_uplink: -m rpfilter --invert -j DROP',
      ],
      ip6tables: ['raw entry_uplink: -m rpfilter --invert -j DROP'],
    },
  )
})

test("what nobody's address sends by IPv6, the question aside whether one is free", () => {
  expectIntent({ ...machine, gateway: { ipv6: true } }, 'drop-spoofed', {
    nft: [
      'entry_client: fib saddr type != unicast drop',
      'entry_client: fib saddr . iif oif 0 drop',
      'entry_uplink: ip6 saddr :: ip6 daddr ff02::1:ff00:0/104 accept',
      'entry_uplink: ip6 saddr :: drop',
      'entry_uplink: fib saddr . iif oif 0 drop',
    ],
    iptables: [
      'raw entry_client: -m addrtype ! --src-type UNICAST -j DROP',
      'raw entry_client: -m rpfilter --invert -j DROP',
      'raw entry_uplink: -m rpfilter --invert -j DROP',
    ],
    ip6tables: [
      'raw entry_uplink: -s ::/128 -d ff02::1:ff00:0/104 -j ACCEPT',
      'raw entry_uplink: -s ::/128 -j DROP',
      'raw entry_uplink: -m rpfilter --invert -j DROP',
    ],
  })
})
