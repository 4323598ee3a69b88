/**
 * Goal: no fragment of a client is held for reassembly.
 * Method: what `drop-fragments` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('more-fragments or an offset, before defragmentation where the target can', () => {
  expectIntent(machine, 'drop-fragments', {
    nft: ['entry_client: ip frag-off & 16383 != 0 drop'],
    iptables: ['raw entry_client: -m u32 --u32 4&0x3FFF=0x1:0x3fff -j DROP'],
  })
})
