/**
 * Goal: an IPv4 packet with options ends before anything acts on them.
 * Method: what `drop-ip-options` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('any header longer than the plain one is dropped', () => {
  expectIntent(machine, 'drop-ip-options', {
    nft: ['entry_client: ip hdrlength != 5 drop'],
    iptables: ['raw entry_client: -m u32 --u32 0>>24&0xF=0x0:0x4,0x6:0xf -j DROP'],
  })
})
