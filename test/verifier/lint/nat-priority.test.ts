/** Nat chains whose number lies, and those of which nothing stands between. */
import { base, lintCases } from './cases.ts'

lintCases(
  'nat-priority',
  {
    'a filter chain between':
      base('prerouting', 'tcp dport 9 drop', { name: 'a' }) +
      base('prerouting', 'tcp dport 80 redirect to :9', { type: 'nat', priority: '10', name: 'b' }),
    'a source translated early':
      base('postrouting', 'tcp dport 9 drop', { name: 'a' }) +
      base('postrouting', 'masquerade', { type: 'nat', priority: '-10', name: 'b' }),
  },
  {
    'none between':
      base('prerouting', 'tcp dport 9 drop', { name: 'a' }) +
      base('prerouting', 'tcp dport 80 redirect to :9', {
        type: 'nat',
        priority: '-10',
        name: 'b',
      }),
    'at another hook':
      base('input', 'tcp dport 9 drop', { name: 'a' }) +
      base('prerouting', 'tcp dport 80 redirect to :9', { type: 'nat', priority: '10', name: 'b' }),
  },
)
