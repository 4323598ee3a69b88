/** Rules whose work what follows does as well; and rules that change something, if only what is logged. */
import { base, lintCases } from './cases.ts'

lintCases(
  'rule-redundant',
  {
    'a drop before a policy of drop': base('input', 'tcp dport 22 drop', { policy: 'drop' }),
    'an accept before a wider accept': base(
      'input',
      'tcp dport 22 accept; meta l4proto tcp accept',
      { policy: 'drop' },
    ),
    'counters count for nothing': base('input', 'tcp dport 22 counter drop', { policy: 'drop' }),
    'a drop before a chain that drops it': `table inet t {
  chain c {
    meta l4proto tcp drop
  }
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 22 drop
    jump c
  }
}
`,
    'a drop of everything that ends a chain': base(
      'input',
      'meta l4proto tcp accept; meta l4proto != tcp drop; drop',
    ),
  },
  {
    'a policy that does otherwise': base('input', 'tcp dport 22 drop'),
    'an exception between': base('input', 'tcp dport 22 drop; ip saddr 10.0.0.1 accept', {
      policy: 'drop',
    }),
    'a reject, which answers': base('input', 'tcp dport 22 drop; reject'),
    'a log that would see it': base('input', 'tcp dport 22 drop; log prefix "x"; drop'),
    'a limit that would count it': base('input', 'tcp dport 22 drop; limit rate 9/second accept', {
      policy: 'drop',
    }),
    'a rule that logs': base('input', 'tcp dport 22 log prefix "x" drop', { policy: 'drop' }),
    'a set that would take it in': base('input', 'tcp dport 22 drop; add @s { ip saddr }; drop', {
      more: 'set s { type ipv4_addr; flags dynamic; size 9; }',
    }),
    'a chain that may accept it': `table inet t {
  chain c {
    ip saddr @s accept
  }
  chain input {
    type filter hook input priority 0; policy drop;
    tcp dport 22 drop
    jump c
  }
  set s { type ipv4_addr; }
}
`,
    'what nobody understands': base('input', 'tcp dport 22 drop; xt match "bpf" accept', {
      policy: 'drop',
    }),
  },
)
