/** Rules that nothing comes to, one finding for those behind one verdict; and rules that something may come to. */
import { expect, test } from 'vitest'
import { base, lintCases, saidOf, save } from './cases.ts'

const called = (rules: string, more: string) => `table inet t {
  chain c {
    ${rules}
  }
  chain input {
    type filter hook input priority 0; policy accept;
${more}  }
}
`

lintCases(
  'rule-dead',
  {
    'behind an accept': base('input', 'accept; tcp dport 22 drop'),
    'behind a reject': base('input', 'reject; ct state invalid drop'),
    'behind a goto': called('tcp dport 22 accept', '    goto c\n    drop\n'),
    'behind a jump to a chain that ends everything': called(
      'meta l4proto tcp drop\n    meta l4proto != tcp accept',
      '    jump c\n    tcp dport 1 drop\n',
    ),
    'behind a return in a chain': called('return\n    tcp dport 22 drop', '    jump c\n'),
    'behind a verdict map that has a catch-all': base(
      'input',
      'iifname vmap { "eth0" : accept, * : drop }; tcp dport 1 accept',
    ),
    'behind a translation of everything': base(
      'prerouting',
      'redirect; tcp dport 53 redirect to :5300',
      { type: 'nat', family: 'ip' },
    ),
    'behind both halves': base(
      'input',
      'meta nfproto ipv4 drop; meta nfproto ipv6 accept; tcp dport 1 accept',
    ),
    'behind all states': base(
      'input',
      'ct state { invalid, new } drop; ct state established,related accept; ct state untracked drop; tcp dport 22 accept',
    ),
    'iptables: behind REJECT': save(
      'filter',
      'INPUT',
      '-j REJECT',
      '-m conntrack --ctstate INVALID -j DROP',
    ),
    'a drop of everything, behind an accept of everything': base('input', 'accept; drop'),
  },
  {
    'behind a limit': base('input', 'limit rate 1/second accept; tcp dport 22 drop'),
    'behind what nobody understands': base('input', 'xt match "bpf" accept; tcp dport 22 drop'),
    'behind a set that packets fill': base('input', 'ip saddr @s accept; tcp dport 22 drop', {
      more: 'set s { type ipv4_addr; flags dynamic; size 9; }',
    }),
    'behind a set and its contrary, which others may fill between': base(
      'input',
      'ip saddr @s accept; ip saddr != @s accept; meta nfproto ipv6 accept; tcp dport 22 drop',
      { more: 'set s { type ipv4_addr; flags timeout; }' },
    ),
    'behind a jump that may come back': called('tcp dport 22 accept', '    jump c\n    drop\n'),
    'behind a test and its contrary that a packet without the header fails both': base(
      'input',
      'tcp dport 22 accept; tcp dport != 22 accept; drop',
    ),
    'a drop that ends a chain whose rules part everything': base(
      'input',
      'meta l4proto tcp accept; meta l4proto != tcp drop; drop',
    ),
    'behind a map without a catch-all': base(
      'input',
      'iifname vmap { "eth0" : accept, "lo" : drop }; tcp dport 1 accept',
    ),
    'behind a continue': base('input', 'continue; tcp dport 1 accept'),
    'behind a translation that may miss': base(
      'prerouting',
      'dnat to tcp dport map { 80 : 10.0.0.1 }; tcp dport 53 redirect to :5300',
      { type: 'nat', family: 'ip' },
    ),
    'iptables: behind a test that drops by itself': save(
      'filter',
      'INPUT',
      '-p tcp -m tcp --dport 1:65535 -j ACCEPT',
      '-p tcp -m tcp --dport 0 -j ACCEPT',
      '-p tcp -j DROP',
    ),
  },
)

test('one finding speaks for all behind one verdict', () => {
  expect(
    saidOf(
      'rule-dead',
      base('input', 'accept; tcp dport 1 drop; tcp dport 2 drop; udp dport 3 drop'),
    ),
  ).toEqual(['6 no packet comes to `tcp dport 1 drop` nor to the 2 rules after it'])
})
