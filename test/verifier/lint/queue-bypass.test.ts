/** Queues that open a drop behind them, and queues that do not. */
import { base, lintCases } from './cases.ts'

lintCases(
  'queue-bypass',
  {
    'a rule behind it': base(
      'forward',
      'tcp dport 80 queue flags bypass to 1; iifname "vif*" drop',
    ),
    'a policy behind it': base('forward', 'queue flags bypass to 1', { policy: 'drop' }),
  },
  {
    'without bypass': base('forward', 'tcp dport 80 queue to 1; iifname "vif*" drop'),
    'the drop first': base('forward', 'iifname "vif*" drop; tcp dport 80 queue flags bypass to 1'),
    'a drop of others behind it': base(
      'forward',
      'tcp dport 80 queue flags bypass to 1; udp dport 53 drop',
    ),
  },
)
