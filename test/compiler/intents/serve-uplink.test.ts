/**
 * Goal: the uplink reaches what the policy opens, and only replies come back from there.
 * Method: what `serve-uplink` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine } from '../side-by-side.ts'

test('nothing by default, and no reply from elsewhere', () => {
  expectIntent(machine, 'serve-uplink', {
    nft: ['leave_uplink: ct direction reply drop'],
    iptables: ['mangle leave_uplink: -m conntrack --ctdir REPLY -j DROP'],
  })
})

test('SSH for two networks, a relay for everybody', () => {
  expectIntent(
    {
      ...machine,
      gateway: {
        uplinkServices: [
          { name: 'ssh', protocol: 'tcp', port: 22, from: ['192.168.1.0/24', '10.0.0.0/8'] },
          { name: 'relay', protocol: 'tcp', port: 9001 },
        ],
      },
    },
    'serve-uplink',
    {
      nft: [
        'deliver_uplink: ip saddr { 10.0.0.0/8, 192.168.1.0/24 } tcp dport 22 ct state established,new accept',
        'deliver_uplink: meta nfproto ipv4 tcp dport 9001 ct state established,new accept',
        'leave_uplink: ip daddr { 10.0.0.0/8, 192.168.1.0/24 } tcp sport 22 ct direction reply accept',
        'leave_uplink: meta nfproto ipv4 tcp sport 9001 ct direction reply accept',
        'leave_uplink: ct direction reply drop',
      ],
      iptables: [
        'mangle leave_uplink: -d 10.0.0.0/8 -p tcp -m tcp --sport 22 -m conntrack --ctdir REPLY -j ACCEPT',
        'mangle leave_uplink: -d 192.168.1.0/24 -p tcp -m tcp --sport 22 -m conntrack --ctdir REPLY -j ACCEPT',
        'mangle leave_uplink: -p tcp -m tcp --sport 9001 -m conntrack --ctdir REPLY -j ACCEPT',
        'mangle leave_uplink: -m conntrack --ctdir REPLY -j DROP',
        'filter deliver_uplink: -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT',
        'filter deliver_uplink: -s 192.168.1.0/24 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT',
        'filter deliver_uplink: -p tcp -m tcp --dport 9001 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT',
      ],
    },
  )
})
