/**
 * Goal: every TCP connection that is left goes to the TransPort, and its answers come back as replies only.
 * Method: what `tcp-to-tor` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('in, translated, delivered, answered', () => {
  expectIntent(machine, 'tcp-to-tor', {
    nft: [
      'entry_client: meta l4proto tcp accept',
      'translate_client: meta l4proto tcp redirect to :9040',
      'deliver_client: tcp dport 9040 ct status dnat accept',
      'leave_client: tcp sport 9040 ct direction reply ct status dnat accept',
    ],
    iptables: [
      'raw entry_client: -p tcp -j ACCEPT',
      'mangle leave_client: -p tcp -m tcp --sport 9040 -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j ACCEPT',
      'filter deliver_client: -p tcp -m tcp --dport 9040 -m conntrack --ctstate DNAT -j ACCEPT',
      'nat translate_client: -p tcp -j REDIRECT --to-ports 9040',
    ],
    ip6tables: [
      'filter deliver_client: -p tcp -m tcp --dport 9040 -m conntrack --ctstate DNAT -j ACCEPT',
    ],
  })
})

test('or nowhere, if the policy says so', () => {
  expectIntent({ ...machine, obedience: { tcp: 'drop', dns: 'drop' } }, 'tcp-to-tor', {
    nft: ['entry_client: meta l4proto tcp drop'],
    iptables: ['raw entry_client: -p tcp -j DROP'],
  })
})
