/**
 * Goal: UDP that is not DNS ends in a filter chain.
 * Method: what `drop-udp` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('silently', () => {
  expectIntent(machine, 'drop-udp', {
    nft: ['entry_client: meta l4proto udp drop'],
    iptables: ['raw entry_client: -p udp -j DROP'],
  })
})

test('or by way of the refusal port', () => {
  expectIntent(
    {
      ...machine,
      obedience: {
        udp: 'reject',
        localNetworks: { action: 'reject', networks: ['192.168.0.0/16'] },
      },
    },
    'drop-udp',
    {
      nft: [
        'entry_client: meta l4proto udp accept',
        'translate_client: meta l4proto udp redirect to :9',
      ],
      iptables: [
        'raw entry_client: -p udp -j ACCEPT',
        'nat translate_client: -p udp -j REDIRECT --to-ports 9',
      ],
    },
  )
})
