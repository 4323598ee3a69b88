/** Chains that nothing comes to, and chains that something may come to. */
import { base, lintCases } from './cases.ts'

lintCases(
  'chain-dead',
  {
    'nobody leads to it': base('input', 'accept', { more: 'chain c { tcp dport 22 accept; }' }),
    'only a dead chain leads to it': base('input', 'accept', {
      more: 'chain a { jump b; }\nchain b { accept; }',
    }),
    'only a dead rule leads to it': base('input', 'accept; jump c', {
      more: 'chain c { tcp dport 22 accept; }',
    }),
    'only what matches nothing leads to it': base('prerouting', 'meta skuid 1 jump c', {
      more: 'chain c { tcp dport 22 accept; }',
    }),
    iptables: `*filter\n:INPUT ACCEPT\n:SSH - [0:0]\n-A SSH -j ACCEPT\nCOMMIT\n`,
  },
  {
    'a jump leads to it': base('input', 'jump c', { more: 'chain c { tcp dport 22 accept; }' }),
    'a verdict map leads to it': base('input', 'tcp dport vmap { 22 : jump c }', {
      more: 'chain c { accept; }',
    }),
    'an empty one': base('input', 'accept', { more: 'chain c { }' }),
    'what nobody understands may lead to it': base('input', 'xt match "bpf" jump c', {
      more: 'chain c { accept; }',
    }),
    'a limit leads to it': base('input', 'limit rate 1/second jump c', {
      more: 'chain c { accept; }',
    }),
  },
)
