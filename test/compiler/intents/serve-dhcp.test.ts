/**
 * Goal: DHCP reaches the gateway where the policy wants that, and nowhere else.
 * Method: what `serve-dhcp` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('nothing is open by default', () => {
  expectIntent(machine, 'serve-dhcp', {})
})

test('the first request, renewals at the client-facing address, and answers', () => {
  expectIntent({ ...machine, gateway: { dhcpServer: true } }, 'serve-dhcp', {
    nft: [
      'entry_client: ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept',
      'entry_client: ip daddr @client_facing udp sport 68 udp dport 67 accept',
      'translate_client: ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept',
      'translate_client: ip daddr @client_facing udp sport 68 udp dport 67 redirect to :67',
      'deliver_client: ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept',
      'deliver_client: ip daddr @client_facing udp sport 68 udp dport 67 accept',
      'leave_client: udp sport 67 udp dport 68 accept',
    ],
    iptables: [
      'raw entry_client: -s 0.0.0.0/32 -d 255.255.255.255/32 -p udp -m udp --sport 68 --dport 67 -j ACCEPT',
      'raw entry_client: -d 192.168.42.1/32 -p udp -m udp --sport 68 --dport 67 -j ACCEPT',
      'mangle leave_client: -p udp -m udp --sport 67 --dport 68 -j ACCEPT',
      'filter deliver_client: -s 0.0.0.0/32 -d 255.255.255.255/32 -p udp -m udp --sport 68 --dport 67 -j ACCEPT',
      'filter deliver_client: -d 192.168.42.1/32 -p udp -m udp --sport 68 --dport 67 -j ACCEPT',
      'nat translate_client: -s 0.0.0.0/32 -d 255.255.255.255/32 -p udp -m udp --sport 68 --dport 67 -j ACCEPT',
      'nat translate_client: -d 192.168.42.1/32 -p udp -m udp --sport 68 --dport 67 -j REDIRECT --to-ports 67',
    ],
  })
})
