/**
 * Goal: what the policy opens to clients is open at the client-facing address only.
 * Method: what `serve-clients` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('nothing by default', () => {
  expectIntent(machine, 'serve-clients', {})
})

test('two services, one of them for one client', () => {
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
    'serve-clients',
    {
      nft: [
        'entry_client: tcp dport 80 ip daddr @client_facing accept',
        'entry_client: udp dport 123 ip saddr 192.168.42.7 ip daddr @client_facing accept',
        'translate_client: tcp dport 80 ip daddr @client_facing redirect to :80',
        'translate_client: udp dport 123 ip saddr 192.168.42.7 ip daddr @client_facing redirect to :123',
        'deliver_client: tcp dport 80 ip daddr @client_facing accept',
        'deliver_client: udp dport 123 ip saddr 192.168.42.7 ip daddr @client_facing accept',
        'leave_client: tcp sport 80 ip saddr @client_facing ct direction reply accept',
        'leave_client: udp sport 123 ip saddr @client_facing ct direction reply accept',
      ],
      iptables: [
        'raw entry_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 80 -j ACCEPT',
        'raw entry_client: -s 192.168.42.7/32 -d 192.168.42.1/32 -p udp -m udp --dport 123 -j ACCEPT',
        'mangle leave_client: -s 192.168.42.1/32 -p tcp -m tcp --sport 80 -m conntrack --ctdir REPLY -j ACCEPT',
        'mangle leave_client: -s 192.168.42.1/32 -p udp -m udp --sport 123 -m conntrack --ctdir REPLY -j ACCEPT',
        'filter deliver_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 80 -j ACCEPT',
        'filter deliver_client: -s 192.168.42.7/32 -d 192.168.42.1/32 -p udp -m udp --dport 123 -j ACCEPT',
        'nat translate_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 80',
        'nat translate_client: -s 192.168.42.7/32 -d 192.168.42.1/32 -p udp -m udp --dport 123 -j REDIRECT --to-ports 123',
      ],
    },
  )
})
