/** RELATED let in as a whole, and what of it is needed. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'related-trusted',
  {
    'with established': base('input', 'ct state established,related accept', { policy: 'drop' }),
    iptables: save('filter', 'INPUT', '-m state --state RELATED,ESTABLISHED -j ACCEPT'),
  },
  {
    'established alone': base('input', 'ct state established accept', { policy: 'drop' }),
    'narrowed to ICMP': base('input', 'ct state related meta l4proto { icmp, ipv6-icmp } accept'),
    dropped: base('input', 'ct state related drop'),
    'whatever its state': base('input', 'tcp dport 22 accept; ct state != invalid accept'),
  },
)
