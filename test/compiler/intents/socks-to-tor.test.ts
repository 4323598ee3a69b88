/**
 * Goal: SOCKS answers at the client-facing address and at no other.
 * Method: what `socks-to-tor` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine, withClients } from '../side-by-side.ts'

test('at the address that the policy names', () => {
  expectIntent(machine, 'socks-to-tor', {
    nft: [
      'entry_client: tcp dport 9050 ip daddr @client_facing accept',
      'entry_client: tcp dport 9049 ip daddr @client_facing accept',
      'translate_client: tcp dport 9050 ip daddr @client_facing redirect to :9050',
      'translate_client: tcp dport 9049 ip daddr @client_facing redirect to :9049',
      'deliver_client: tcp dport 9050 ip daddr @client_facing accept',
      'deliver_client: tcp dport 9049 ip daddr @client_facing accept',
      'leave_client: tcp sport 9050 ip saddr @client_facing ct direction reply accept',
      'leave_client: tcp sport 9049 ip saddr @client_facing ct direction reply accept',
    ],
    iptables: [
      'raw entry_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 9050 -j ACCEPT',
      'raw entry_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 9049 -j ACCEPT',
      'mangle leave_client: -s 192.168.42.1/32 -p tcp -m tcp --sport 9050 -m conntrack --ctdir REPLY -j ACCEPT',
      'mangle leave_client: -s 192.168.42.1/32 -p tcp -m tcp --sport 9049 -m conntrack --ctdir REPLY -j ACCEPT',
      'filter deliver_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 9050 -j ACCEPT',
      'filter deliver_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 9049 -j ACCEPT',
      'nat translate_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 9050 -j REDIRECT --to-ports 9050',
      'nat translate_client: -d 192.168.42.1/32 -p tcp -m tcp --dport 9049 -j REDIRECT --to-ports 9049',
    ],
  })
})

test('or that the loader fills in', () => {
  expectIntent(withClients({ gatewayAddress: 'at-boot' }), 'socks-to-tor', {
    nft: [
      'entry_client: tcp dport 9050 ip daddr @client_facing accept',
      'entry_client: tcp dport 9049 ip daddr @client_facing accept',
      'translate_client: tcp dport 9050 ip daddr @client_facing redirect to :9050',
      'translate_client: tcp dport 9049 ip daddr @client_facing redirect to :9049',
      'deliver_client: tcp dport 9050 ip daddr @client_facing accept',
      'deliver_client: tcp dport 9049 ip daddr @client_facing accept',
      'leave_client: tcp sport 9050 ip saddr @client_facing ct direction reply accept',
      'leave_client: tcp sport 9049 ip saddr @client_facing ct direction reply accept',
    ],
    iptables: [
      'raw entry_client: #@client_facing -d @ADDRESS@ -p tcp -m tcp --dport 9050 -j ACCEPT',
      'raw entry_client: #@client_facing -d @ADDRESS@ -p tcp -m tcp --dport 9049 -j ACCEPT',
      'mangle leave_client: #@client_facing -s @ADDRESS@ -p tcp -m tcp --sport 9050 -m conntrack --ctdir REPLY -j ACCEPT',
      'mangle leave_client: #@client_facing -s @ADDRESS@ -p tcp -m tcp --sport 9049 -m conntrack --ctdir REPLY -j ACCEPT',
      'filter deliver_client: #@client_facing -d @ADDRESS@ -p tcp -m tcp --dport 9050 -j ACCEPT',
      'filter deliver_client: #@client_facing -d @ADDRESS@ -p tcp -m tcp --dport 9049 -j ACCEPT',
      'nat translate_client: #@client_facing -d @ADDRESS@ -p tcp -m tcp --dport 9050 -j REDIRECT --to-ports 9050',
      'nat translate_client: #@client_facing -d @ADDRESS@ -p tcp -m tcp --dport 9049 -j REDIRECT --to-ports 9049',
    ],
  })
})
