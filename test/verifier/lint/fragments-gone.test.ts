/** Rules for fragments where there are none, and where there are. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'fragments-gone',
  {
    'in input, with conntrack': base(
      'input',
      'ip frag-off & 0x1fff != 0 drop; ct state new accept',
    ),
    'iptables -f': save('filter', 'INPUT', '-f -j DROP', '-m state --state NEW -j ACCEPT'),
  },
  {
    'without conntrack': base('input', 'ip frag-off & 0x1fff != 0 drop'),
    'before -400': base('prerouting', 'ip frag-off & 0x1fff != 0 drop; ct state new accept', {
      priority: '-450',
    }),
    'a rule for whatever is no fragment, too': base(
      'input',
      'ip frag-off & 0x4000 != 0 drop; ct state new accept',
    ),
  },
)
