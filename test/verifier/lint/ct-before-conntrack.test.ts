/** States asked before conntrack has looked, and after. */
import { base, lintCases } from './cases.ts'

lintCases(
  'ct-before-conntrack',
  {
    'invalid at raw': base('prerouting', 'ct state invalid drop', { priority: 'raw' }),
    'a mark at raw': base('prerouting', 'ct mark 1 accept', { priority: '-300' }),
  },
  {
    after: base('prerouting', 'ct state invalid drop', { priority: 'mangle' }),
    'in output, where errors come with a state': base('output', 'ct state related accept', {
      priority: '-300',
    }),
    'nothing of a state': base('prerouting', 'tcp dport 22 drop', { priority: 'raw' }),
  },
)
