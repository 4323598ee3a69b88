/**
 * Goal: no client reaches a local network; the virtual address network is not one.
 * Method: what `block-local-networks` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('drop, less the virtual address network', () => {
  expectIntent(
    { ...machine, obedience: { localNetworks: { networks: ['10.0.0.0/8', '192.168.0.0/16'] } } },
    'block-local-networks',
    {
      nft: [
        'entry_client: ip daddr @client_facing drop',
        'entry_client: ip daddr @local_networks drop',
      ],
      iptables: [
        'raw entry_client: -d 192.168.42.1/32 -j DROP',
        'raw entry_client: -d 10.0.0.0/9 -j DROP',
        'raw entry_client: -d 10.128.0.0/10 -j DROP',
        'raw entry_client: -d 192.168.0.0/16 -j DROP',
      ],
    },
  )
})

test('or refuse, by way of the refusal port', () => {
  expectIntent(
    {
      ...machine,
      obedience: {
        udp: 'reject',
        localNetworks: { action: 'reject', networks: ['192.168.0.0/16'] },
      },
    },
    'block-local-networks',
    {
      nft: [
        'entry_client: ip daddr @client_facing meta l4proto tcp accept',
        'entry_client: ip daddr @client_facing meta l4proto udp accept',
        'entry_client: ip daddr @local_networks meta l4proto tcp accept',
        'entry_client: ip daddr @local_networks meta l4proto udp accept',
        'entry_client: ip daddr @client_facing drop',
        'entry_client: ip daddr @local_networks drop',
        'tracked_client: ip daddr @client_facing meta l4proto tcp ct status snat,dnat drop',
        'tracked_client: ip daddr @client_facing meta l4proto udp ct status snat,dnat drop',
        'tracked_client: ip daddr @local_networks meta l4proto tcp ct status snat,dnat drop',
        'tracked_client: ip daddr @local_networks meta l4proto udp ct status snat,dnat drop',
        'translate_client: ip daddr @client_facing meta l4proto tcp redirect to :9',
        'translate_client: ip daddr @client_facing meta l4proto udp redirect to :9',
        'translate_client: ip daddr @local_networks meta l4proto tcp redirect to :9',
        'translate_client: ip daddr @local_networks meta l4proto udp redirect to :9',
      ],
      iptables: [
        'raw entry_client: -d 192.168.42.1/32 -p tcp -j ACCEPT',
        'raw entry_client: -d 192.168.42.1/32 -p udp -j ACCEPT',
        'raw entry_client: -d 192.168.0.0/16 -p tcp -j ACCEPT',
        'raw entry_client: -d 192.168.0.0/16 -p udp -j ACCEPT',
        'raw entry_client: -d 192.168.42.1/32 -j DROP',
        'raw entry_client: -d 192.168.0.0/16 -j DROP',
        'mangle tracked_client: -d 192.168.42.1/32 -p tcp -m conntrack --ctstate SNAT,DNAT -j DROP',
        'mangle tracked_client: -d 192.168.42.1/32 -p udp -m conntrack --ctstate SNAT,DNAT -j DROP',
        'mangle tracked_client: -d 192.168.0.0/16 -p tcp -m conntrack --ctstate SNAT,DNAT -j DROP',
        'mangle tracked_client: -d 192.168.0.0/16 -p udp -m conntrack --ctstate SNAT,DNAT -j DROP',
        'nat translate_client: -d 192.168.42.1/32 -p tcp -j REDIRECT --to-ports 9',
        'nat translate_client: -d 192.168.42.1/32 -p udp -j REDIRECT --to-ports 9',
        'nat translate_client: -d 192.168.0.0/16 -p tcp -j REDIRECT --to-ports 9',
        'nat translate_client: -d 192.168.0.0/16 -p udp -j REDIRECT --to-ports 9',
      ],
    },
  )
})
