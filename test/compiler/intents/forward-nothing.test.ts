/**
 * Goal: nothing is forwarded from a client or to one, whatever conntrack or translation did.
 * Method: what `forward-nothing` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('by interface, both ways, before any state', () => {
  expectIntent(machine, 'forward-nothing', {
    nft: ['forward: iifname "wlan0" drop', 'forward: oifname "wlan0" drop'],
    iptables: ['filter FORWARD: -i wlan0 -j DROP', 'filter FORWARD: -o wlan0 -j DROP'],
    ip6tables: ['filter FORWARD: -i wlan0 -j DROP', 'filter FORWARD: -o wlan0 -j DROP'],
  })
})
