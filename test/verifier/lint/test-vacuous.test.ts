/** Tests that hold of everything that can come to the rule; and tests that somebody may fail. */
import { base, lintCases } from './cases.ts'

lintCases(
  'test-vacuous',
  {
    'a way out that is not there yet': base('input', 'oifname != "eth0" drop'),
    'every port there is, of a table of one family': base('input', 'ip saddr 0.0.0.0/0 drop', {
      family: 'ip',
    }),
    'all states': base(
      'input',
      'ct state { invalid, established, related, new, untracked } accept',
    ),
    'invalid, before conntrack, from outside': base(
      'prerouting',
      'iifname "eth0" ct state { invalid, untracked } drop',
      { priority: '-300' },
    ),
  },
  {
    'a prefix of one of two families': base('input', 'ip saddr 0.0.0.0/0 drop'),
    'every port, which a packet without ports has not': base('input', 'tcp dport 0-65535 accept'),
    'not a set that others may fill': base('input', 'ip saddr != @s drop', {
      family: 'ip',
      more: 'set s { type ipv4_addr; }',
    }),
    'a key of a set that the rule fills': base('input', 'update @s { ip saddr }', {
      family: 'ip',
      more: 'set s { type ipv4_addr; flags dynamic; size 9; }',
    }),
    'a family': base('input', 'meta nfproto ipv4 accept', { family: 'ip' }),
    'invalid before conntrack, over loopback': base(
      'prerouting',
      'ct state { invalid, untracked } drop',
      { priority: '-300' },
    ),
  },
)
