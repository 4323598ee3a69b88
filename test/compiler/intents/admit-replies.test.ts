/**
 * Goal: the gateway's own connections get their replies and errors.
 * Method: what `admit-replies` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('replies and related ICMP errors', () => {
  expectIntent(machine, 'admit-replies', {
    nft: [
      'deliver_uplink: ct state established ct direction reply accept',
      'deliver_uplink: meta nfproto ipv4 icmp type { destination-unreachable, time-exceeded, parameter-problem } ct state related accept',
    ],
    iptables: [
      'filter deliver_uplink: -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir REPLY -j ACCEPT',
      'filter deliver_uplink: -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT',
      'filter deliver_uplink: -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT',
      'filter deliver_uplink: -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT',
    ],
  })
})

test('ICMPv6 too where it speaks IPv6', () => {
  expectIntent({ ...machine, gateway: { ipv6: true } }, 'admit-replies', {
    nft: [
      'deliver_uplink: ct state established ct direction reply accept',
      'deliver_uplink: meta nfproto ipv4 icmp type { destination-unreachable, time-exceeded, parameter-problem } ct state related accept',
      'deliver_uplink: meta nfproto ipv6 icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } ct state related accept',
    ],
    iptables: [
      'filter deliver_uplink: -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir REPLY -j ACCEPT',
      'filter deliver_uplink: -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT',
      'filter deliver_uplink: -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT',
      'filter deliver_uplink: -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT',
    ],
    ip6tables: [
      'filter deliver_uplink: -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir REPLY -j ACCEPT',
      'filter deliver_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 1 -m conntrack --ctstate RELATED -j ACCEPT',
      'filter deliver_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 2 -m conntrack --ctstate RELATED -j ACCEPT',
      'filter deliver_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 3 -m conntrack --ctstate RELATED -j ACCEPT',
      'filter deliver_uplink: -p ipv6-icmp -m icmp6 --icmpv6-type 4 -m conntrack --ctstate RELATED -j ACCEPT',
    ],
  })
})

test('and DHCP', () => {
  expectIntent(
    { ...machine, tor: { uid: 108 }, gateway: { egress: 'tor-only', dhcpClient: true } },
    'admit-replies',
    {
      nft: [
        'deliver_uplink: ct state established ct direction reply accept',
        'deliver_uplink: meta nfproto ipv4 icmp type { destination-unreachable, time-exceeded, parameter-problem } ct state related accept',
        'deliver_uplink: meta nfproto ipv4 udp sport 67 udp dport 68 accept',
      ],
      iptables: [
        'filter deliver_uplink: -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir REPLY -j ACCEPT',
        'filter deliver_uplink: -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT',
        'filter deliver_uplink: -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT',
        'filter deliver_uplink: -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT',
        'filter deliver_uplink: -p udp -m udp --sport 67 --dport 68 -j ACCEPT',
      ],
    },
  )
})
