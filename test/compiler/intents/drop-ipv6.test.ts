/**
 * Goal: no IPv6 packet of a client gets past the first hook, and none is sent to a client.
 * Method: what `drop-ipv6` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test("IPv6 ends at the first hook and before a client's wire", () => {
  expectIntent(machine, 'drop-ipv6', {
    nft: ['entry_client: meta nfproto ipv6 drop', 'leave_client: meta nfproto ipv6 drop'],
    ip6tables: ['raw entry_client: -j DROP', 'mangle leave_client: -j DROP'],
  })
})

test('and is told to the log first where that is wanted', () => {
  expectIntent(
    { ...machine, gateway: { log: { prefix: 'tor-fw', ratePerMinute: 10, burst: 5 } } },
    'drop-ipv6',
    {
      nft: [
        'entry_client: meta nfproto ipv6 limit rate 10/minute burst 5 packets log prefix "tor-fw drop-ipv6: "',
        'entry_client: meta nfproto ipv6 drop',
        'leave_client: meta nfproto ipv6 limit rate 10/minute burst 5 packets log prefix "tor-fw drop-ipv6: "',
        'leave_client: meta nfproto ipv6 drop',
      ],
      ip6tables: [
        'raw entry_client: -m limit --limit 10/minute --limit-burst 5 -j LOG --log-prefix "tor-fw drop-ipv6: "',
        'raw entry_client: -j DROP',
        'mangle leave_client: -m limit --limit 10/minute --limit-burst 5 -j LOG --log-prefix "tor-fw drop-ipv6: "',
        'mangle leave_client: -j DROP',
      ],
    },
  )
})
