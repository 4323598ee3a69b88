/**
 * Goal: ICMP of a client ends.
 * Method: what `drop-icmp` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('silently', () => {
  expectIntent(machine, 'drop-icmp', {
    nft: ['entry_client: meta l4proto icmp drop'],
    iptables: ['raw entry_client: -p icmp -j DROP'],
  })
})
