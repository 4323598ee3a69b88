/**
 * Goal: what conntrack does not know, or picks up in mid-stream, ends before translation could miss it.
 * Method: what `drop-untracked` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('invalid, untracked, and new without SYN', () => {
  expectIntent(machine, 'drop-untracked', {
    nft: [
      'tracked_client: ct state invalid,untracked drop',
      'tracked_client: ct state new tcp flags & (fin | syn | rst | ack) != syn drop',
    ],
    iptables: [
      'mangle tracked_client: -m conntrack --ctstate INVALID,UNTRACKED -j DROP',
      'mangle tracked_client: -p tcp -m conntrack --ctstate NEW -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP',
    ],
    ip6tables: [
      'mangle tracked_client: -m conntrack --ctstate INVALID,UNTRACKED -j DROP',
      'mangle tracked_client: -p tcp -m conntrack --ctstate NEW -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP',
    ],
  })
})
