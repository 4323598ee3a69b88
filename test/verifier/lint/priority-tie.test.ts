/** Ties that matter, and ties that do not. */
import { base, lintCases } from './cases.ts'

lintCases(
  'priority-tie',
  {
    nat:
      base('prerouting', 'udp dport 53 redirect to :1', { type: 'nat', name: 'a' }) +
      base('prerouting', 'udp dport 53 redirect to :2', { type: 'nat', name: 'b' }),
    'a mark':
      base('forward', 'meta mark set 1', { name: 'a' }) +
      base('forward', 'meta mark 1 accept', { name: 'b' }),
    'a reject':
      base('input', 'reject', { name: 'a' }) +
      base('input', 'ip saddr 10.0.0.1 drop', { name: 'b' }),
  },
  {
    'accepts and drops alone':
      base('forward', 'tcp dport 22 accept', { name: 'a' }) +
      base('forward', 'udp dport 53 drop', { name: 'b' }),
    'different priorities':
      base('forward', 'meta mark set 1', { name: 'a' }) +
      base('forward', 'meta mark 1 accept', { name: 'b', priority: '1' }),
    'different families':
      base('forward', 'meta mark set 1', { name: 'a', family: 'ip' }) +
      base('forward', 'meta mark 1 accept', { name: 'b', family: 'ip6' }),
    'an empty chain':
      base('forward', 'meta mark set 1', { name: 'a' }) +
      'table inet b {\n  chain c {\n    type filter hook forward priority 0; policy accept;\n  }\n}\n',
  },
)
