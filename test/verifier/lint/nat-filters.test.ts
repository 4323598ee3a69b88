/** Nat chains that drop, and filter chains that do. */
import { base, lintCases } from './cases.ts'

lintCases(
  'nat-filters',
  {
    'a rule': base('prerouting', 'udp dport 1 drop; tcp dport 80 redirect to :8080', {
      type: 'nat',
    }),
    'a policy': base('prerouting', 'tcp dport 80 redirect to :8080', {
      type: 'nat',
      policy: 'drop',
    }),
  },
  {
    'a filter chain': base('prerouting', 'udp dport 1 drop'),
    'a nat chain that lets be': base(
      'prerouting',
      'udp dport 1 accept; tcp dport 80 redirect to :8080',
      { type: 'nat' },
    ),
  },
)
