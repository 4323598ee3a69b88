import type { CaseOptions } from './show.ts'

/** Matches of a rule, and what they come to: one row for each way in which they hold. */
export type MatchCase = readonly [match: string, rows: readonly string[], options?: CaseOptions]

const six: CaseOptions = { family: 'ip6' }
const nft: CaseOptions = { engine: 'nft' }
const out: CaseOptions = { chain: 'OUTPUT' }
const noEntry = 'ct state&65 != {0}'
const entry = 'ct state&65 = {0}'

const headerCases: readonly MatchCase[] = [
  ['', ['']],
  ['-s 10.0.0.0/8', ['ip saddr = {0xa000000-0xaffffff}']],
  ['! -d 1.2.3.4', ['ip daddr != {0x1020304}']],
  ['-s 10.0.0.1/255.0.0.255', ['ip saddr&0xff0000ff = {0xa000001}']],
  ['-s 10.0.0.1/0', ['']],
  [
    '-s fe80::/10',
    ['ip6 saddr = {0xfe800000000000000000000000000000-0xfebfffffffffffffffffffffffffffff}'],
    six,
  ],
  ['-i vif+', ['meta iifname = {vif*}']],
  ['! -i eth0', ['meta iifname != {eth0}']],
  ['-o eth0', ['meta oifname = {eth0}']],
  ['-i a*', ['meta iifname = {a\\*}']],
  ['-i +', ['']],
  ['! -i +', ['meta iifname = {}']],
  ['-p tcp', ['meta l4proto = {6}']],
  ['! -p udp', ['meta l4proto != {17}']],
  ['-p all', ['']],
  ['-f', ['ip frag-off&8191 != {0}']],
  ['! -f', ['ip frag-off&8191 = {0}']],
]

const transportCases: readonly MatchCase[] = [
  ['-p tcp --dport 22', ['meta l4proto = {6}; tcp dport = {22} ~']],
  ['-p tcp --dport 22', ['meta l4proto = {6}; tcp dport = {22}'], nft],
  ['-p tcp -m tcp', ['meta l4proto = {6}; tcp flags = {0-255} ~']],
  ['-p tcp -m tcp', ['meta l4proto = {6}; tcp flags = {0-255} ~'], nft],
  ['-p tcp ! --sport 1:5', ['meta l4proto = {6}; tcp sport != {1-5} ~']],
  ['-p tcp --syn', ['meta l4proto = {6}; tcp flags&23 = {2} ~']],
  ['-p tcp ! --syn', ['meta l4proto = {6}; tcp flags&23 != {2} ~']],
  ['-p tcp --tcp-option 5', ['meta l4proto = {6}; tcp flags = {0-255} ~; opaque']],
  ['-p udp --sport 53', ['meta l4proto = {17}; udp sport = {53} ~']],
  // A range with its ends the wrong way round loads, and holds nothing.
  ['-p udp --dport 60:29', ['meta l4proto = {17}; udp dport = {} ~']],
  ['-p udp ! --dport 60:29', ['meta l4proto = {17}; udp dport != {} ~']],
  ['-m length --length 60:40', ['meta length = {}']],
  ['-p udp -m udp', ['meta l4proto = {17}; udp sport = {0-65535} ~']],
  ['-p icmp --icmp-type 8', ['meta l4proto = {1}; icmp type = {8} ~']],
  ['-p icmp --icmp-type 3/4', ['meta l4proto = {1}; icmp type . icmp code = {3.4} ~']],
  ['-p icmp ! --icmp-type 3/4', ['meta l4proto = {1}; icmp type . icmp code != {3.4} ~']],
  ['-p icmp --icmp-type any', ['meta l4proto = {1}; icmp type = {0-255} ~']],
  ['-p ipv6-icmp --icmpv6-type 135', ['meta l4proto = {58}; icmpv6 type = {135} ~'], six],
  ['-p tcp -m multiport --dports 1,5:7', ['meta l4proto = {6}; th dport = {1,5-7} ~']],
  ['-p tcp -m multiport ! --sports 1,2', ['meta l4proto = {6}; th sport != {1-2} ~']],
  [
    '-p udp -m multiport --ports 1',
    ['meta l4proto = {17}; th sport = {1} ~', 'meta l4proto = {17}; th dport = {1} ~'],
  ],
  [
    '-p udp -m multiport ! --ports 1',
    ['meta l4proto = {17}; th sport != {1} ~; th dport != {1} ~'],
  ],
  ['-p sctp --dport 5', ['meta l4proto = {132}; th sport = {0-65535} ~; th dport = {5} ~']],
  ['-p esp -m esp --espspi 5', ['meta l4proto = {50}; opaque']],
  ['-m length --length 40:60', ['meta length = {40-60}']],
]

const connectionCases: readonly MatchCase[] = [
  ['-m conntrack --ctstate NEW,ESTABLISHED', ['ct state&10 != {0}']],
  ['-m conntrack ! --ctstate INVALID', ['ct state&1 = {0}']],
  ['-m state --state RELATED', ['ct state&4 != {0}']],
  ['-m state ! --state NEW', ['ct state&8 = {0}']],
  ['-m conntrack --ctstate DNAT', ['ct status&32 != {0}']],
  ['-m conntrack --ctstate SNAT,DNAT', ['ct status&48 != {0}']],
  // A disjunction over the state and the status.
  ['-m conntrack --ctstate INVALID,DNAT', ['ct state&1 != {0}', 'ct status&32 != {0}']],
  // A packet without an entry is not translated, and fits.
  ['-m conntrack ! --ctstate DNAT', [noEntry, 'ct status&32 = {0}']],
  [
    '-m conntrack ! --ctstate NEW,DNAT',
    [`ct state&8 = {0}; ${noEntry}`, 'ct state&8 = {0}; ct status&32 = {0}'],
  ],
  // Without an entry the kernel looks no further than the state.
  [
    '-m conntrack --ctstate INVALID --ctorigdst 10.0.0.1',
    [
      `ct state&1 != {0}; ${noEntry}`,
      `ct state&1 != {0}; ${entry}; ct original ip daddr = {0xa000001}`,
    ],
  ],
  ['-m conntrack --ctdir REPLY', ['ct direction = {1}']],
  ['-m conntrack --ctstatus ASSURED', ['ct status&4 != {0}']],
  ['-m conntrack ! --ctstatus ASSURED', ['ct status&4 = {0}']],
  ['-m conntrack --ctstatus NONE', ['ct status&0 != {0}']],
  ['-m conntrack --ctproto 6', ['ct protocol = {6}']],
  ['-m conntrack --ctorigsrc 10.0.0.0/8', ['ct original ip saddr = {0xa000000-0xaffffff}']],
  ['-m conntrack ! --ctrepldst 10.0.0.1', ['ct reply ip daddr != {0xa000001}']],
  ['-m conntrack --ctorigdstport 80', ['ct original proto-dst = {80}']],
  ['-m conntrack --ctexpire 5', [`${entry}; ?time`]],
  ['-m mark --mark 1/3', ['meta mark&3 = {1}']],
  ['-m mark ! --mark 7', ['meta mark != {7}']],
  ['-m connmark --mark 1', ['ct mark = {1}']],
  ['-m connbytes --connbytes 5: --connbytes-mode bytes --connbytes-dir both', [`${entry}; ?quota`]],
  ['-m connlimit --connlimit-above 3', ['?connections']],
  ['-m helper --helper ftp', ['opaque']],
  ['-m connlabel --label 3', ['opaque']],
]

const placeCases: readonly MatchCase[] = [
  ['-m owner --uid-owner 104', ['socket exists = {1}; meta skuid = {104}'], out],
  // Unlike nft's, the negated test holds for packets without a socket.
  [
    '-m owner ! --uid-owner 104',
    ['socket exists = {1}; meta skuid != {104}', 'socket exists = {0}'],
    out,
  ],
  [
    '-m owner ! --uid-owner 1 --gid-owner 2-3',
    ['socket exists = {1}; meta skuid != {1}; meta skgid = {2-3}'],
    out,
  ],
  // The kernel's own sockets have no owner; they exist all the same.
  ['-m owner --socket-exists', ['socket exists = {1}', 'socket exists = {0}; opaque'], out],
  ['-m owner ! --socket-exists', ['socket exists = {0}; opaque'], out],
  ['-m owner --gid-owner 5 --suppl-groups', ['socket exists = {1}; opaque'], out],
  ['-m owner --uid-owner debian-tor', ['socket exists = {1}; opaque'], out],
  ['-m addrtype --dst-type LOCAL,BROADCAST', ['fib daddr type = {2-3}']],
  ['-m addrtype ! --src-type UNICAST', ['fib saddr type != {1}']],
  ['-m addrtype --dst-type LOCAL --limit-iface-in', ['fib daddr . iif type = {2}']],
  ['-m addrtype --dst-type LOCAL --limit-iface-out', ['opaque']],
  ['-m addrtype --dst-type LOCAL', ['fib daddr type = {2}'], six],
  [
    '-m addrtype --dst-type MULTICAST',
    ['ip6 daddr = {0xff000000000000000000000000000000-0xffffffffffffffffffffffffffffffff}'],
    six,
  ],
  ['-m addrtype --dst-type LOCAL,MULTICAST', ['opaque'], six],
  ['-m iprange --src-range 10.0.0.1-10.0.0.9', ['ip saddr = {0xa000001-0xa000009}']],
  ['-m iprange ! --dst-range 10.0.0.1-10.0.0.9', ['ip daddr != {0xa000001-0xa000009}']],
  ['-m set --match-set x src,dst', ['?set-update']],
  ['-m mac --mac-source 0:1:2:3:4:5', ['ether saddr = {0x102030405}']],
  ['-m pkttype --pkt-type multicast', ['meta pkttype = {2}']],
  ['-m physdev --physdev-in eth0', ['opaque']],
  ['-m devgroup --src-group 2', ['meta iifgroup = {2}']],
  ['-m devgroup ! --dst-group 0x12/0xf', ['meta oifgroup&15 != {2}']],
  ['-m cgroup --cgroup 5', ['opaque'], out],
  ['-m socket', ['opaque'], { chain: 'INPUT' }],
]

const raw: CaseOptions = { table: 'raw', chain: 'PREROUTING' }
const raw6: CaseOptions = { ...raw, family: 'ip6' }

const reverseCases: readonly MatchCase[] = [
  ['-m rpfilter', ['fib saddr . iif oif != {0}'], raw],
  ['-m rpfilter --invert', ['fib saddr . iif oif = {0}'], raw],
  ['-m rpfilter --loose', ['fib saddr oif != {0}'], raw],
  ['-m rpfilter --accept-local', ['fib saddr . iif oif != {0}', 'fib saddr . iif type = {2}'], raw],
  [
    '-m rpfilter --accept-local --invert',
    ['fib saddr . iif oif = {0}; fib saddr . iif type != {2}'],
    raw,
  ],
  [
    '-m rpfilter --accept-local',
    ['fib saddr . iif oif != {0}', 'fib saddr type = {2}', 'ip6 saddr = {0}'],
    raw6,
  ],
  ['-m rpfilter --invert', ['fib saddr . iif oif = {0}; ip6 saddr != {0}'], raw6],
  [
    '-m rpfilter --validmark',
    ['meta mark = {0}; fib saddr . iif oif != {0}', 'meta mark != {0}; opaque'],
    raw,
  ],
]

const contentCases: readonly MatchCase[] = [
  ['-m ttl --ttl-eq 1', ['ip ttl = {1}']],
  ['-m ttl ! --ttl-eq 1', ['ip ttl != {1}']],
  ['-m ttl --ttl-lt 5', ['ip ttl = {0-4}']],
  ['-m ttl --ttl-lt 0', ['ip ttl = {}']],
  ['-m ttl --ttl-gt 5', ['ip ttl = {6-255}']],
  ['-m hl --hl-eq 64', ['ip6 hoplimit = {64}'], six],
  ['-m dscp --dscp-class EF', ['ip dscp = {46}']],
  ['-m tos --tos 0x11/0xff', ['ip dscp&63 . ip ecn&3 = {4.1}']],
  ['-m ecn --ecn-ip-ect 1', ['ip ecn = {1}']],
  ['-p tcp -m ecn --ecn-tcp-ece', ['meta l4proto = {6}; tcp flags&64 != {0}']],
  ['-m frag', ['exthdr frag = {1}'], six],
  ['-m frag --fragmore', ['exthdr frag = {1}; opaque'], six],
  // Ours: header length, and fragments of any kind.
  ['-m u32 --u32 0>>24&0xF=0:4,6:15', ['ip hdrlength = {0-4,6-15}']],
  ['-m u32 --u32 4&0x3FFF=1:0x3fff', ['ip frag-off&16383 = {1-16383}']],
  ['-m u32 ! --u32 6&0xFF=1', ['ip protocol != {1}']],
  ['-m u32 --u32 12=0x0a000001', ['ip saddr = {0xa000001}']],
  ['-m u32 --u32 8>>24=0:4', ['ip ttl = {0-4}']],
  ['-m u32 --u32 8&0xFF000000=0x01000000:0x03ffffff', ['ip ttl = {1-3}']],
  ['-m u32 --u32 5&0xFF=17&&0>>24&0xF=5', ['ip ttl = {17}; ip hdrlength = {5}']],
  ['-m u32 --u32 4>>16=7&&8>>24=1', ['ip id = {7}; ip ttl = {1}']],
  ['-m u32 ! --u32 4>>16=7&&8>>24=1', ['ip id != {7}', 'ip ttl != {1}']],
  ['-m u32 --u32 0>>22&0x3C@0=1', ['opaque']],
  ['-m u32 --u32 4=7', ['opaque']],
  [
    '-p udp -m udp --dport 53 -m u32 --u32 0>>22&0x3C@4>>16=0:19',
    ['meta l4proto = {17}; udp dport = {53} ~; udp length = {0-19}'],
  ],
  [
    '-p udp -m u32 --u32 0>>22&0x3C@4>>16=0:19',
    [
      'meta l4proto = {17}; meta l4proto = {17}; ip frag-off&8191 = {0}; udp length = {0-19}',
      'meta l4proto = {17}; meta l4proto != {17}; opaque',
      'meta l4proto = {17}; meta l4proto = {17}; ip frag-off&8191 != {0}; opaque',
    ],
  ],
  [
    '-p udp -m udp --dport 53 -m u32 ! --u32 0>>22&0x3C@4>>16=0:19',
    ['meta l4proto = {17}; udp dport = {53} ~; opaque'],
  ],
  ['-m u32 --u32 6&0xFFFF=0', ['opaque']],
  ['-m u32 --u32 4&0xFF=58', ['ip6 hoplimit = {58}'], six],
  [
    '-m u32 --u32 8=0xfe800000',
    [
      'ip6 saddr&0xffffffff000000000000000000000000 = {0xfe800000000000000000000000000000-0xfe800000ffffffffffffffffffffffff}',
    ],
    six,
  ],
  ['-m string --string x --algo bm', ['opaque']],
  ['-m comment --comment hello', ['']],
]

const measureCases: readonly MatchCase[] = [
  ['-m limit', ['?limit']],
  ['-m hashlimit --hashlimit-upto 5/s --hashlimit-name x', ['?limit']],
  ['-m quota --quota 5', ['?quota']],
  ['-m statistic --mode random --probability 0.5', ['?chance']],
  ['-m time --timestart 10:00', ['?time']],
  ['-m recent --set', ['']],
  ['-m recent ! --set', ['meta iifname = {}']],
  ['-m recent --rcheck', ['?set-update']],
  ['-m policy --dir in --pol ipsec', ['opaque']],
]

export const matchCases: readonly MatchCase[] = [
  ...headerCases,
  ...transportCases,
  ...connectionCases,
  ...placeCases,
  ...reverseCases,
  ...contentCases,
  ...measureCases,
]
