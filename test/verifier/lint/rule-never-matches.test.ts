/** Rules that hold of no packet, and rules that only look so: what a packet may yet have at that hook. */
import { base, lintCases, save } from './cases.ts'

lintCases(
  'rule-never-matches',
  {
    'a user in prerouting': base('prerouting', 'meta skuid 107 accept'),
    'a user in forward': base('forward', 'meta skuid != 0 drop'),
    'the way out in input': base('input', 'oifname "eth0" accept'),
    'the way in, in output': base('output', 'iifname "eth0" accept'),
    'a way out by its group in prerouting': base('prerouting', 'oifgroup 1 accept'),
    'two protocols at once': base('input', 'tcp dport 22 meta l4proto udp accept'),
    'a port that is and is not': base('input', 'tcp dport 22 tcp dport != 22 accept'),
    'established in a nat chain': base('prerouting', 'ct state established accept', {
      type: 'nat',
    }),
    'invalid in a nat chain': base('prerouting', 'ct state invalid drop', { type: 'nat' }),
    'established before conntrack': base(
      'prerouting',
      'iifname "eth0" ct state established accept',
      { priority: '-300' },
    ),
    'new in the direction of replies': base('input', 'ct state new ct direction reply accept'),
    'flags that a mask takes away': base('input', 'tcp flags & (syn | ack) == fin drop'),
    'a chain that only such hooks lead to': `table inet t {
  chain users {
    meta skuid 107 accept
  }
  chain pre {
    type filter hook prerouting priority 0; policy accept;
    jump users
  }
}
`,
  },
  {
    'a user in output': base('output', 'meta skuid 107 accept'),
    'a user in input, where early demultiplexing may know': base('input', 'meta skuid 107 accept'),
    'a user in prerouting behind tproxy': base(
      'prerouting',
      'tcp dport 80 tproxy to :8080; meta skuid 107 accept',
      { family: 'ip', priority: '-150' },
    ),
    'not this way out in input, where there is none': base('input', 'oifname != "eth0" accept'),
    'loopback in input': base('input', 'iifname "lo" accept'),
    'established over loopback before conntrack': base(
      'prerouting',
      'ct state established accept',
      { priority: '-300' },
    ),
    'a set that others fill': base('input', 'ip saddr @s accept', {
      more: 'set s { type ipv4_addr; }',
    }),
    'a set that packets fill': base('input', 'ip saddr @s accept', {
      more: 'set s { type ipv4_addr; flags dynamic; size 9; }',
    }),
    'what nobody understands': base('input', 'xt match "bpf" tcp dport 22 accept'),
    'fragments, where conntrack may be off': base(
      'input',
      'ip frag-off & 0x1fff != 0 drop; ct state new accept',
    ),
    'the original port of a translated connection': base(
      'input',
      'tcp dport 9040 ct original proto-dst 443 accept',
    ),
    'a mark that others set': base('input', 'meta mark 7 accept'),
    'a chain that one hook of two has packets for': `table inet t {
  chain users {
    meta skuid 107 accept
  }
  chain pre {
    type filter hook prerouting priority 0; policy accept;
    jump users
  }
  chain out {
    type filter hook output priority 0; policy accept;
    jump users
  }
}
`,
    // Its own test still drops what is cut off.
    'iptables: a port that is and is not, and a header that is cut off': save(
      'filter',
      'INPUT',
      '-p tcp -m tcp --dport 22 -m tcp ! --dport 22 -j DROP',
    ),
    'iptables: one of two alternatives that a reader makes': save(
      'filter',
      'INPUT',
      '-m conntrack --ctstate NEW,DNAT -j ACCEPT',
    ),
    'a dormant table':
      'table inet t {\n  flags dormant;\n  chain p {\n    type filter hook prerouting priority 0; policy accept;\n    meta skuid 1 accept\n  }\n}\n',
  },
)
