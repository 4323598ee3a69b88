/**
 * Goal: no answer to a client leaves by the uplink, not even when nothing but its port is left to know it by.
 * Method: what `keep-answers-inside` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine, withClients } from '../side-by-side.ts'

test("invalid, ICMP errors, listeners' ports, translated replies", () => {
  expectIntent(machine, 'keep-answers-inside', {
    nft: [
      'leave_uplink: ct state invalid drop',
      'leave_uplink: icmp type { destination-unreachable, source-quench, redirect, time-exceeded, parameter-problem } drop',
      'leave_uplink: icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } drop',
      'leave_uplink: tcp sport { 9040, 9049, 9050 } drop',
      'leave_uplink: udp sport 5300 drop',
      'leave_uplink: ct direction reply ct status dnat drop',
    ],
    iptables: [
      'mangle leave_uplink: -m conntrack --ctstate INVALID -j DROP',
      'mangle leave_uplink: -p icmp -m icmp --icmp-type 3 -j DROP',
      'mangle leave_uplink: -p icmp -m icmp --icmp-type 4 -j DROP',
      'mangle leave_uplink: -p icmp -m icmp --icmp-type 5 -j DROP',
      'mangle leave_uplink: -p icmp -m icmp --icmp-type 11 -j DROP',
      'mangle leave_uplink: -p icmp -m icmp --icmp-type 12 -j DROP',
      'mangle leave_uplink: -p tcp -m multiport --sports 9040,9049:9050 -j DROP',
      'mangle leave_uplink: -p udp -m udp --sport 5300 -j DROP',
      'mangle leave_uplink: -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j DROP',
    ],
    ip6tables: [
      'mangle leave_uplink: -m conntrack --ctstate INVALID -j DROP',
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 1 -j DROP',
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP',
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 3 -j DROP',
      'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 4 -j DROP',
      'mangle leave_uplink: -p tcp -m multiport --sports 9040,9049:9050 -j DROP',
      'mangle leave_uplink: -p udp -m udp --sport 5300 -j DROP',
      'mangle leave_uplink: -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j DROP',
    ],
  })
})

test("and clients' addresses, where they are known", () => {
  expectIntent(
    withClients({ addresses: { prefixes: ['192.168.42.0/24', '192.168.44.0/24'] } }),
    'keep-answers-inside',
    {
      nft: [
        'leave_uplink: ct state invalid drop',
        'leave_uplink: icmp type { destination-unreachable, source-quench, redirect, time-exceeded, parameter-problem } drop',
        'leave_uplink: icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } drop',
        'leave_uplink: tcp sport { 9040, 9049, 9050 } drop',
        'leave_uplink: udp sport 5300 drop',
        'leave_uplink: ct direction reply ct status dnat drop',
        'leave_uplink: ip saddr { 192.168.42.0/24, 192.168.44.0/24 } drop',
        'leave_uplink: ip daddr { 192.168.42.0/24, 192.168.44.0/24 } drop',
      ],
      iptables: [
        'mangle leave_uplink: -m conntrack --ctstate INVALID -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 3 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 4 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 5 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 11 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 12 -j DROP',
        'mangle leave_uplink: -p tcp -m multiport --sports 9040,9049:9050 -j DROP',
        'mangle leave_uplink: -p udp -m udp --sport 5300 -j DROP',
        'mangle leave_uplink: -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j DROP',
        'mangle leave_uplink: -s 192.168.42.0/24 -j DROP',
        'mangle leave_uplink: -s 192.168.44.0/24 -j DROP',
        'mangle leave_uplink: -d 192.168.42.0/24 -j DROP',
        'mangle leave_uplink: -d 192.168.44.0/24 -j DROP',
      ],
      ip6tables: [
        'mangle leave_uplink: -m conntrack --ctstate INVALID -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 1 -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 3 -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 4 -j DROP',
        'mangle leave_uplink: -p tcp -m multiport --sports 9040,9049:9050 -j DROP',
        'mangle leave_uplink: -p udp -m udp --sport 5300 -j DROP',
        'mangle leave_uplink: -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j DROP',
      ],
    },
  )
})

test('the refusal port is a listener too', () => {
  expectIntent(
    {
      ...machine,
      obedience: {
        udp: 'reject',
        localNetworks: { action: 'reject', networks: ['192.168.0.0/16'] },
      },
    },
    'keep-answers-inside',
    {
      nft: [
        'leave_uplink: ct state invalid drop',
        'leave_uplink: icmp type { destination-unreachable, source-quench, redirect, time-exceeded, parameter-problem } drop',
        'leave_uplink: icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } drop',
        'leave_uplink: tcp sport { 9, 9040, 9049, 9050 } drop',
        'leave_uplink: udp sport { 9, 5300 } drop',
        'leave_uplink: ct direction reply ct status dnat drop',
      ],
      iptables: [
        'mangle leave_uplink: -m conntrack --ctstate INVALID -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 3 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 4 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 5 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 11 -j DROP',
        'mangle leave_uplink: -p icmp -m icmp --icmp-type 12 -j DROP',
        'mangle leave_uplink: -p tcp -m multiport --sports 9,9040,9049:9050 -j DROP',
        'mangle leave_uplink: -p udp -m multiport --sports 9,5300 -j DROP',
        'mangle leave_uplink: -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j DROP',
      ],
      ip6tables: [
        'mangle leave_uplink: -m conntrack --ctstate INVALID -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 1 -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 3 -j DROP',
        'mangle leave_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 4 -j DROP',
        'mangle leave_uplink: -p tcp -m multiport --sports 9,9040,9049:9050 -j DROP',
        'mangle leave_uplink: -p udp -m multiport --sports 9,5300 -j DROP',
        'mangle leave_uplink: -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j DROP',
      ],
    },
  )
})
