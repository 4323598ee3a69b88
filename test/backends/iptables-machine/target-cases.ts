import type { CaseOptions } from './show.ts'

/** A target, behind a match that holds in two ways where `rows` begins so, and what it comes to. */
export type TargetCase = readonly [rule: string, rows: readonly string[], options?: CaseOptions]

const nat: CaseOptions = { table: 'nat', chain: 'PREROUTING' }
const post: CaseOptions = { table: 'nat', chain: 'POSTROUTING' }
const mangle: CaseOptions = { table: 'mangle' }
const raw: CaseOptions = { table: 'raw' }
const two = '-m conntrack --ctstate INVALID,DNAT'
const [first, second] = ['ct state&1 != {0}', 'ct status&32 != {0}']

export const targetCases: readonly TargetCase[] = [
  ['-j ACCEPT', ['accept']],
  ['-j DROP', ['drop']],
  ['-j RETURN', ['return']],
  ['-j QUEUE', ['queue']],
  ['-j W', ['jump W']],
  ['-g W', ['goto W']],
  ['-j REJECT', ['reject icmp']],
  ['-p tcp -j REJECT --reject-with tcp-reset', ['meta l4proto = {6}; reject tcp-reset']],
  ['-j NFQUEUE', ['queue']],
  ['-j NFQUEUE --queue-bypass', ['queue bypass']],
  ['-j LOG', ['note']],
  ['-j NFLOG', ['note']],
  ['-j TRACE', ['note'], raw],
  ['-j TEE --gateway 10.0.0.1', ['escape duplicate']],
  ['-j DNAT --to-destination 10.0.0.1', ['dnat 0xa000001:'], nat],
  [
    '-p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.3:80-90',
    ['meta l4proto = {6}; dnat 0xa000001-0xa000003:80-90'],
    nat,
  ],
  ['-p tcp -j DNAT --to-destination :80', ['meta l4proto = {6}; dnat :80'], nat],
  ['-j DNAT --to-destination 10.0.0.3-10.0.0.1', ['dnat opaque'], nat],
  ['-j SNAT --to-source 10.0.0.1', ['snat 0xa000001:'], post],
  ['-j MASQUERADE', ['masquerade :'], post],
  ['-p tcp -j MASQUERADE --to-ports 5-9', ['meta l4proto = {6}; masquerade :5-9'], post],
  ['-p udp -j REDIRECT --to-ports 5300', ['meta l4proto = {17}; redirect :5300'], nat],
  ['-j NETMAP --to 10.0.0.0/8', ['netmap dnat 0xa000000-0xaffffff:'], nat],
  ['-j NETMAP --to 10.0.0.0/8', ['netmap snat 0xa000000-0xaffffff:'], post],
  [
    '-p tcp -j TPROXY --on-port 80 --tproxy-mark 1/1',
    [
      'meta l4proto = {6}; tproxy :80; meta mark := &0xfffffffe ^ &0 ^ 1; accept',
      'meta l4proto = {6}; drop',
    ],
    { ...mangle, chain: 'PREROUTING' },
  ],
  ['-j MARK --set-mark 5', ['meta mark := &0 ^ &0 ^ 5'], mangle],
  ['-j MARK --set-xmark 1/3', ['meta mark := &0xfffffffc ^ &0 ^ 1'], mangle],
  ['-j MARK --and-mark 3', ['meta mark := &3 ^ &0 ^ 0'], mangle],
  ['-j MARK --or-mark 3', ['meta mark := &0xfffffffc ^ &0 ^ 3'], mangle],
  ['-j MARK --xor-mark 3', ['meta mark := &0xffffffff ^ &0 ^ 3'], mangle],
  ['-j CONNMARK --set-mark 5', ['ct mark := &0 ^ &0 ^ 5'], mangle],
  [
    '-j CONNMARK --save-mark --nfmask 3 --ctmask 12',
    ['ct mark := &0xfffffff3 ^ meta mark&3 ^ 0'],
    mangle,
  ],
  [
    '-j CONNMARK --restore-mark --nfmask 3 --ctmask 12',
    ['meta mark := &0xfffffffc ^ ct mark&12 ^ 0'],
    mangle,
  ],
  ['-j CT --notrack', ['notrack'], raw],
  ['-j NOTRACK', ['notrack'], raw],
  ['-j CT --zone 5', ['opaque!'], raw],
  ['-j CT --helper ftp', ['opaque!'], raw],
  ['-j TTL --ttl-set 64', ['ip ttl := 64'], mangle],
  ['-j TTL --ttl-dec 1', ['ip ttl := ?'], mangle],
  ['-j DSCP --set-dscp 10', ['ip dscp := 10'], mangle],
  ['-j TOS --set-tos 0x11/0xff', ['ip dscp := 4; ip ecn := 1'], mangle],
  ['-j SET --add-set x src', ['note']],
  ['-j SET --map-set x src --map-mark', ['opaque!'], mangle],
  ['-j CLASSIFY --set-class 1:1', ['note'], { ...mangle, chain: 'FORWARD' }],
  [
    '-p tcp --syn -j TCPMSS --clamp-mss-to-pmtu',
    ['meta l4proto = {6}; tcp flags&23 = {2} ~; note'],
    { ...mangle, chain: 'FORWARD' },
  ],
  [
    '-p tcp -j SYNPROXY',
    [
      'meta l4proto = {6}; tcp flags&23 = {2} ~; synproxy',
      'meta l4proto = {6}; tcp flags&23 = {16} ~; synproxy',
    ],
    { chain: 'INPUT' },
  ],
  ['-j HMARK', ['opaque!'], mangle],
  ['-j FLOWOFFLOAD', ['escape offload']],
  // Two ways in which one match holds: what ends, or may be done twice, is two rules; other things are done once.
  [`${two} -j DROP`, [`${first}; drop`, `${second}; drop`]],
  [`${two} -j RETURN`, [`${first}; return`, `${second}; return`]],
  [`${two} -g W`, [`${first}; goto W`, `${second}; goto W`]],
  [`${two} -j LOG`, [`${first}; note`, `${second}; note`]],
  [`${two} -j W`, ['jump U#1', `# ${first}; goto W`, `# ${second}; goto W`]],
  [
    `${two} -j MARK --xor-mark 1`,
    [
      'jump U#1',
      `# ${first}; meta mark := &0xffffffff ^ &0 ^ 1; return`,
      `# ${second}; meta mark := &0xffffffff ^ &0 ^ 1; return`,
    ],
    mangle,
  ],
]
