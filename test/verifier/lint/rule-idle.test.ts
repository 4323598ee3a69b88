/** Rules that do nothing, and rules that count, log or write. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'rule-idle',
  {
    'a limit alone': base('input', 'tcp dport 22 limit rate 3/minute'),
    'a test alone': base('input', 'tcp dport 22'),
    'a continue': base('input', 'tcp dport 22 continue'),
  },
  {
    'a counter': base('input', 'tcp dport 22 counter'),
    'a log': base('input', 'tcp dport 22 log'),
    'a mark': base('input', 'tcp dport 22 meta mark set 1'),
    'a set that is filled': base('input', 'add @s { ip saddr }', {
      more: 'set s { type ipv4_addr; flags dynamic; size 9; }',
    }),
    'iptables counts': save('filter', 'INPUT', '-p tcp -m tcp --dport 22'),
  },
)
