/** Limits beyond which the same happens, and limits that tell. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'limit-limits-nothing',
  {
    'an accept before a policy of accept': base(
      'input',
      'icmp type echo-request limit rate 5/second accept',
    ),
    'an accept before a wider accept': base(
      'input',
      'tcp dport 22 limit rate 5/second accept; meta l4proto tcp accept',
      { policy: 'drop' },
    ),
    iptables: save('filter', 'INPUT', '-p icmp -m limit --limit 5/sec -j ACCEPT'),
  },
  {
    'a drop behind it': base(
      'input',
      'icmp type echo-request limit rate 5/second accept; icmp type echo-request drop',
    ),
    'a policy of drop': base('input', 'icmp type echo-request limit rate 5/second accept', {
      policy: 'drop',
    }),
    'a limit turned round': base('input', 'tcp dport 22 limit rate over 5/second drop'),
    'a limit on what is logged': base(
      'input',
      'tcp dport 22 limit rate 5/minute log prefix "x" drop; tcp dport 22 drop',
    ),
    'something behind it that may drop': base(
      'input',
      'tcp dport 22 limit rate 5/second accept; ip saddr @s drop',
      { more: 'set s { type ipv4_addr; }' },
    ),
  },
)
