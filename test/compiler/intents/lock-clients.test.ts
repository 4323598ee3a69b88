/**
 * Goal: under lockdown nothing comes in from a client and nothing is sent to one, by IP or by ARP.
 * Method: what `lock-clients` says in each target of lockdown, side by side; and that the firewall has none of it.
 */
import { expect, test } from 'vitest'
import { expectIntent, linesOf, machine } from '../side-by-side.ts'

const filtered = [
  'raw entry_client: -j DROP',
  'mangle leave_client: -j DROP',
  'filter deliver_client: -j DROP',
]

test.each([
  [
    'lockdown-nft',
    [
      'entry_client: drop',
      'deliver_client: drop',
      'leave_client: drop',
      'arp_in_client: drop',
      'arp_out_client: drop',
    ],
  ],
  ['lockdown-iptables', filtered],
  ['lockdown-ip6tables', filtered],
  ['lockdown-arptables', ['arp_in_client: -j DROP', 'arp_out_client: -j DROP']],
] as const)('%s', (target, lines) => {
  expect(linesOf(machine, target, 'lock-clients')).toEqual(lines)
})

test('the firewall serves clients, and has none of it', () => {
  expectIntent(machine, 'lock-clients', {})
})

test('it logs nothing, whatever the policy logs: a kernel without a logger would refuse the lockdown', () => {
  const logging = { ...machine, gateway: { log: { prefix: 'torfw' } } } as const
  const counters = linesOf(logging, 'lockdown-nft', 'lock-clients')
  expect(counters.filter((line) => line.includes('log'))).toEqual([])
})
