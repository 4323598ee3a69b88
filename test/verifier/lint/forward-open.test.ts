/** Forward hooks that end in accept, and those that end in drop. */
import { base, lintCases } from './cases.ts'

lintCases(
  'forward-open',
  {
    'a policy of accept': base('forward', 'udp dport 53 drop'),
    'both chains':
      base('forward', 'udp dport 53 drop', { name: 'a' }) +
      base('forward', 'tcp dport 22 drop', { name: 'b' }),
  },
  {
    'a policy of drop': base('forward', 'udp dport 53 accept', { policy: 'drop' }),
    'a drop of everything': base('forward', 'udp dport 53 accept; drop'),
    'one chain of two that drops':
      base('forward', 'udp dport 53 drop', { name: 'a' }) +
      base('forward', 'udp dport 53 accept', { name: 'b', policy: 'drop' }),
    'forwarding switched off': [base('forward', 'udp dport 53 drop'), 'net.ipv4.ip_forward = 0\n'],
    'nothing is filtered': base('input', 'udp dport 53 drop'),
  },
)
