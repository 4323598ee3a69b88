/**
 * Goal: what is not TCP by now ends.
 * Method: what `drop-other-protocols` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('silently', () => {
  expectIntent(machine, 'drop-other-protocols', {
    nft: ['entry_client: meta l4proto != tcp drop'],
    iptables: ['raw entry_client: ! -p tcp -j DROP'],
  })
})
