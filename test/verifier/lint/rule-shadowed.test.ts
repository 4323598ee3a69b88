/** Rules that come too late, with the fewest that come before; and rules that something is left for. */
import { expect, test } from 'vitest'
import { base, lintCases, relatedLines, save } from './cases.ts'

const marked = (first: string, second: string) => base('input', `${first}; ${second}`)

lintCases(
  'rule-shadowed',
  {
    'a narrower test': base(
      'input',
      'ip saddr 10.0.0.0/8 accept; ip saddr 10.1.0.0/16 tcp dport 22 drop',
    ),
    'two that cover it together': base(
      'input',
      'tcp dport 1-100 accept; tcp dport 101-200 drop; tcp dport 50-150 accept',
    ),
    'a negation': base('input', 'tcp dport != 22 drop; tcp dport 80 accept'),
    'in a chain that only such packets come to': `table inet t {
  chain web {
    udp dport 53 accept
  }
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 80 jump web
  }
}
`,
    'by what the caller decided': `table inet t {
  chain web {
    tcp dport 22 accept
  }
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 22 drop
    jump web
  }
}
`,
    'a mark that was just set': marked('meta mark set 1', 'meta mark 2 accept'),
    'an interface by its pattern': base(
      'forward',
      'iifname "vif*" drop; iifname "vif1.0" oifname "eth0" accept',
    ),
    'a named set': base('input', 'tcp dport @s accept; tcp dport 80 drop', {
      more: 'set s { type inet_service; elements = { 22, 80 }; }',
    }),
    'iptables: states': save(
      'filter',
      'INPUT',
      '-m state --state NEW,ESTABLISHED -j ACCEPT',
      '-m conntrack --ctstate ESTABLISHED -p tcp -j DROP',
    ),
    'iptables: the same twice': save(
      'filter',
      'INPUT',
      '-p tcp -m tcp --dport 22 -j ACCEPT',
      '-p tcp -m tcp --dport 22 -j ACCEPT',
    ),
    'a limit that nothing gets to': base(
      'input',
      'tcp dport 22 accept; tcp dport 22 limit rate 1/second drop',
    ),
  },
  {
    'a wider test': base('input', 'ip saddr 10.1.0.0/16 accept; ip saddr 10.0.0.0/8 drop'),
    'two that leave a gap': base(
      'input',
      'tcp dport 1-99 accept; tcp dport 101-200 drop; tcp dport 50-150 accept',
    ),
    'a negation that a missing header fails': base(
      'input',
      'tcp dport != 22 drop; udp dport 80 accept',
    ),
    'behind a limit': base('input', 'tcp dport 22 limit rate 1/second accept; tcp dport 22 drop'),
    'behind a jump that comes back': `table inet t {
  chain c {
    ip saddr 10.0.0.1 accept
  }
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 22 jump c
    tcp dport 22 drop
  }
}
`,
    'a mark that may be there': marked('tcp dport 22 meta mark set 1', 'meta mark 2 accept'),
    'a mark that a called chain may set': `table inet t {
  chain c {
    tcp dport 22 meta mark set 2
  }
  chain input {
    type filter hook input priority 0; policy accept;
    meta mark 2 accept
    jump c
    meta mark 2 drop
  }
}
`,
    'one of two families': base(
      'input',
      'ip saddr 0.0.0.0/0 tcp dport 22 accept; tcp dport 22 drop',
    ),
    'a set that packets fill between': base('input', 'ip saddr @s accept; ip saddr @s drop', {
      more: 'set s { type ipv4_addr; flags dynamic; size 9; }',
    }),
    'a rule that counts before its test': base(
      'input',
      'tcp dport 22 accept; log prefix "x" tcp dport 22 drop',
    ),
    'a rule that marks before its test': base(
      'input',
      'tcp dport 22 accept; meta mark set 1 tcp dport 22 drop; meta mark 1 accept',
    ),
    'behind a log': base('input', 'tcp dport 22 log prefix "x"; tcp dport 22 drop'),
    'iptables: one alternative of two': save(
      'filter',
      'INPUT',
      '-m conntrack --ctstate NEW -j ACCEPT',
      '-m conntrack --ctstate NEW,DNAT -j DROP',
    ),
    'iptables: cut-off headers, which the test drops by itself': save(
      'filter',
      'INPUT',
      '-p tcp -m tcp --dport 1:65535 -j ACCEPT',
      '-p tcp -m tcp --dport 22 -j DROP',
    ).replace('1:65535', '23:65535'),
  },
)

test('names the fewest that block', () => {
  const rules = ['tcp dport 1 accept', 'tcp dport 1-30 accept', 'tcp dport 31-50 drop']
  const text = base('input', [...rules, 'udp dport 25 drop', 'tcp dport 20-40 drop'].join(';'))
  expect(relatedLines('rule-shadowed', text)).toEqual([[6, 7]])
})
