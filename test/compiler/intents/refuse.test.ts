/**
 * Goal: what is refused is answered from the refusal port, to the client that asked.
 * Method: what `refuse` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('nothing by default', () => {
  expectIntent(machine, 'refuse', {})
})

test('reset for TCP, port unreachable for UDP', () => {
  expectIntent(
    {
      ...machine,
      obedience: {
        udp: 'reject',
        localNetworks: { action: 'reject', networks: ['192.168.0.0/16'] },
      },
    },
    'refuse',
    {
      nft: [
        'deliver_client: tcp dport 9 ct status dnat reject with tcp reset',
        'deliver_client: udp dport 9 ct status dnat reject with icmp type port-unreachable',
        'leave_client: tcp sport 9 ct direction reply ct status dnat accept',
        'leave_client: icmp type destination-unreachable ct state related ct direction reply ct status dnat accept',
      ],
      iptables: [
        'mangle leave_client: -p tcp -m tcp --sport 9 -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j ACCEPT',
        'mangle leave_client: -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -m conntrack --ctdir REPLY -m conntrack --ctstate DNAT -j ACCEPT',
        'filter deliver_client: -p tcp -m tcp --dport 9 -m conntrack --ctstate DNAT -j REJECT --reject-with tcp-reset',
        'filter deliver_client: -p udp -m udp --dport 9 -m conntrack --ctstate DNAT -j REJECT --reject-with icmp-port-unreachable',
      ],
      ip6tables: [
        'filter deliver_client: -p tcp -m tcp --dport 9 -m conntrack --ctstate DNAT -j REJECT --reject-with tcp-reset',
      ],
    },
  )
})
