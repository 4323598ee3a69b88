/** Nat chains that nothing wakes, and nat chains that something does. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'nat-asleep',
  {
    'a policy of drop': base('prerouting', 'accept', { type: 'nat', family: 'ip', policy: 'drop' }),
    'rules that only accept': base('prerouting', 'tcp dport 22 accept', { type: 'nat' }),
    'conntrack of the other family':
      base('prerouting', 'accept', { type: 'nat', family: 'ip' }) +
      base('input', 'ct state new accept', { family: 'ip6', name: 'u' }),
  },
  {
    'a redirect': base('prerouting', 'tcp dport 80 redirect to :8080', { type: 'nat' }),
    'a rule of another table':
      base('prerouting', 'accept', { type: 'nat', family: 'ip' }) +
      base('input', 'ct state new accept', { name: 'u' }),
    'iptables, whose table asks by itself': save('nat', 'PREROUTING', '-p tcp -j RETURN'),
  },
)
