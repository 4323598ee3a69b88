/**
 * Goal: what no intent has spoken for ends.
 * Method: what `default-drop` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('at the end of every chain that can be left', () => {
  expectIntent(machine, 'default-drop', {
    nft: [
      'entry_client: drop',
      'deliver_client: drop',
      'deliver_uplink: drop',
      'leave_client: drop',
    ],
    iptables: [
      'raw entry_client: -j DROP',
      'mangle leave_client: -j DROP',
      'filter deliver_client: -j DROP',
      'filter deliver_uplink: -j DROP',
    ],
    ip6tables: ['filter deliver_client: -j DROP'],
  })
})
