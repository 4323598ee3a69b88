/**
 * Goal: UDP that is not DNS ends in a filter chain.
 * Method: what `drop-udp` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('silently', () => {
  expectIntent(machine, 'drop-udp', {
    nft: ['entry_client: meta l4proto udp drop'],
    iptables: ['raw entry_client: -p udp -j DROP'],
  })
})

test('or by way of the refusal port', () => {
  expectIntent(
    {
      ...machine,
      obedience: {
        udp: 'reject',
        localNetworks: { action: 'reject', networks: ['192.168.0.0/16'] },
      },
    },
    'drop-udp',
    {
      nft: [
        'entry_client: meta l4proto udp accept',
        'tracked_client: meta l4proto udp ct status snat,dnat drop',
        'translate_client: meta l4proto udp redirect to :9',
      ],
      iptables: [
        'raw entry_client: -p udp -j ACCEPT',
        'mangle tracked_client: -p udp -m conntrack --ctstate SNAT,DNAT -j DROP',
        'nat translate_client: -p udp -j REDIRECT --to-ports 9',
      ],
      ip6tables: ['mangle tracked_client: -p udp -m conntrack --ctstate SNAT,DNAT -j DROP'],
    },
  )
})

test('and what stands before it passes what drops foreign translations', () => {
  const policy = { ...machine, obedience: { udp: 'reject' } } as const
  expectIntent(policy, 'dns-to-tor', {
    nft: [
      'entry_client: udp dport 53 udp length 0-19 drop',
      'entry_client: udp dport 53 accept',
      'tracked_client: udp dport 53 accept',
      'translate_client: udp dport 53 redirect to :5300',
      'deliver_client: udp dport 5300 ct status dnat accept',
      'leave_client: udp sport 5300 ct direction reply ct status dnat accept',
    ],
    iptables: [
      'raw entry_client: -p udp -m udp --dport 53 -m u32 --u32 0>>22&0x3C@4>>16=0x0:0x13 -j DROP',
      'raw entry_client: -p udp -m udp --dport 53 -j ACCEPT',
      'mangle tracked_client: -p udp -m udp --dport 53 -j ACCEPT',
      'mangle leave_client: -p udp -m udp --sport 5300 -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j ACCEPT',
      'filter deliver_client: -p udp -m udp --dport 5300 -m conntrack --ctstate DNAT -j ACCEPT',
      'nat translate_client: -p udp -m udp --dport 53 -j REDIRECT --to-ports 5300',
    ],
    ip6tables: [
      'mangle tracked_client: -p udp -m udp --dport 53 -j ACCEPT',
      'filter deliver_client: -p udp -m udp --dport 5300 -m conntrack --ctstate DNAT -j ACCEPT',
    ],
  })
})
