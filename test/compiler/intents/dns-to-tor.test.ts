/**
 * Goal: every UDP packet to port 53 goes to the DNSPort.
 * Method: what `dns-to-tor` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('in, translated, delivered, answered', () => {
  expectIntent(machine, 'dns-to-tor', {
    nft: [
      'entry_client: udp dport 53 udp length 0-19 drop',
      'entry_client: udp dport 53 accept',
      'translate_client: udp dport 53 redirect to :5300',
      'deliver_client: udp dport 5300 ct status dnat accept',
      'leave_client: udp sport 5300 ct direction reply ct status dnat accept',
    ],
    iptables: [
      'raw entry_client: -p udp -m udp --dport 53 -m u32 --u32 0>>22&0x3C@4>>16=0x0:0x13 -j DROP',
      'raw entry_client: -p udp -m udp --dport 53 -j ACCEPT',
      'mangle leave_client: -p udp -m udp --sport 5300 -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j ACCEPT',
      'filter deliver_client: -p udp -m udp --dport 5300 -m conntrack --ctstate DNAT -j ACCEPT',
      'nat translate_client: -p udp -m udp --dport 53 -j REDIRECT --to-ports 5300',
    ],
    ip6tables: [
      'filter deliver_client: -p udp -m udp --dport 5300 -m conntrack --ctstate DNAT -j ACCEPT',
    ],
  })
})

test('or nowhere, if the policy says so', () => {
  expectIntent({ ...machine, obedience: { tcp: 'drop', dns: 'drop' } }, 'dns-to-tor', {
    nft: ['entry_client: udp dport 53 drop'],
    iptables: ['raw entry_client: -p udp -m udp --dport 53 -j DROP'],
  })
})
