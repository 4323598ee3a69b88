/**
 * Goal: by ARP a client learns of the client-facing address and of nothing else.
 * Method: what `hide-gateway` says in nft's table `arp` and in arptables, side by side.
 */
import { expect, test } from 'vitest'
import { linesOf, machine, withClients } from '../side-by-side.ts'

test('who-has for the client-facing address, replies, and nothing else', () => {
  expect(linesOf(machine, 'nft', 'hide-gateway')).toEqual([
    'arp_in_client: arp operation request arp daddr ip @client_facing accept',
    'arp_in_client: arp operation reply accept',
    'arp_in_client: drop',
    'arp_out_client: arp saddr ip @client_facing accept',
    'arp_out_client: drop',
  ])
  expect(linesOf(machine, 'arptables', 'hide-gateway')).toEqual([
    'arp_in_client: --opcode 1 -d 192.168.42.1 -j ACCEPT',
    'arp_in_client: --opcode 2 -j ACCEPT',
    'arp_in_client: -j DROP',
    'arp_out_client: -s 192.168.42.1 -j ACCEPT',
    'arp_out_client: -j DROP',
  ])
})

test('the address of the very interface, where each has its own', () => {
  const policy = withClients({ gatewayAddress: { wlan0: '192.168.42.1' } })
  expect(linesOf(policy, 'nft', 'hide-gateway')[0]).toBe(
    'arp_in_client: arp operation request iifname . arp daddr ip @client_facing accept',
  )
  expect(linesOf(policy, 'arptables', 'hide-gateway')[0]).toBe(
    'arp_in_client: --opcode 1 -i wlan0 -d 192.168.42.1 -j ACCEPT',
  )
})

test('what only the loader knows is a comment until it fills it in', () => {
  const policy = withClients({ gatewayAddress: 'at-boot' })
  expect(linesOf(policy, 'arptables', 'hide-gateway')[0]).toBe(
    'arp_in_client: #@client_facing --opcode 1 -d @ADDRESS@ -j ACCEPT',
  )
})
