/** Ports of fragments, and ports of what has been put together. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'fragment-ports',
  {
    'before -400': base('prerouting', 'tcp dport 22 accept; ct state new accept', {
      priority: '-450',
      policy: 'drop',
    }),
    'where nothing asks for conntrack': base('input', 'udp dport 53 accept', { policy: 'drop' }),
    'a jump by a port': base('input', 'udp dport 53 jump c', {
      policy: 'drop',
      more: 'chain c { accept; }',
    }),
  },
  {
    'with conntrack': base('input', 'udp dport 53 accept; ct state new accept', { policy: 'drop' }),
    'fragments dropped before': base(
      'input',
      'ip frag-off & 0x3fff != 0 drop; exthdr frag exists drop; udp dport 53 accept',
      { policy: 'drop' },
    ),
    'a drop by a port': base('input', 'udp dport 53 drop'),
    'iptables, whose tests mind fragments': save(
      'filter',
      'INPUT',
      '-p udp -m udp --dport 53 -j ACCEPT',
    ),
    'what the gateway sends': base('output', 'udp dport 53 accept', { policy: 'drop' }),
  },
)
