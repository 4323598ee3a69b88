/** Words with a meaning of their own. Source: nftables, src/scanner.l and src/parser_bison.y. */

/**
 * Words that are keywords wherever they stand, in 1.0.6 and in every later release, so that no plain string,
 * and no object's name, can be one of them. A word that is a keyword only within its own context is not here.
 */
export const keywords: ReadonlySet<string> = new Set(
  `vmap include define redefine undefine describe hook device devices table chain rule set element map
  flowtable handle ruleset socket tproxy accept drop continue jump goto return inet netdev add replace
  update create insert delete get list reset flush rename import export monitor destroy position index
  comment constant interval dynamic auto-merge timeout gc-interval elements expires policy size flow
  offload meter counter last log queue limit quota hour day reject snat dnat masquerade redirect random
  th bridge ether type typeof vlan arp ip ecn time icmp icmpv6 igmp ip6 priority ah esp comp flags udp
  udplite vxlan vni geneve gre gretap tcp dccp sctp rt rt0 rt2 srh hbh frag dst mh meta mark iif iifname
  iiftype oif oifname oiftype skuid skgid nftrace rtclassid ibriport ibrname obriport obrname pkttype
  cpu iifgroup oifgroup cgroup ct numgen jhash symhash dup fwd fib osf synproxy tunnel notrack all
  exists missing exthdr ipsec secmark xt`.split(/\s+/),
)

/** Keywords that stand for a value of that name where a value is expected. */
export const valueWords: ReadonlySet<string> = new Set(
  'ether ip ip6 vlan arp dnat snat ecn reset destroy last'.split(' '),
)

/** Protocols, and the ICMP type `redirect`, that are keywords and stand for a value on the right of a comparison. */
export const protocolWords: ReadonlySet<string> = new Set(
  'tcp udp udplite esp ah icmp igmp icmpv6 gre comp dccp sctp redirect'.split(' '),
)

/** Keys of `meta` that need no `meta` before them. */
export const bareMetaKeys: ReadonlySet<string> = new Set(
  `mark iif iifname iiftype oif oifname oiftype skuid skgid nftrace rtclassid ibrname obrname ibriport
  obriport pkttype cpu iifgroup oifgroup cgroup ipsec time day hour`.split(/\s+/),
)

export const families: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'])

export const hooks: ReadonlySet<string> = new Set([
  ...['prerouting', 'input', 'forward', 'postrouting', 'output', 'ingress', 'egress'],
])

/** Priorities by name; bridge has its own. Source: src/rule.c; include/uapi/linux/netfilter_ipv4.h, netfilter_bridge.h. */
const standardPriorities: ReadonlyMap<string, number> = new Map([
  ['raw', -300],
  ['mangle', -150],
  ['dstnat', -100],
  ['filter', 0],
  ['security', 50],
  ['srcnat', 100],
])
const bridgePriorities: ReadonlyMap<string, number> = new Map([
  ['dstnat', -300],
  ['filter', -200],
  ['out', 100],
  ['srcnat', 300],
])

/** The number of a priority's name in a family, at a hook; undefined where nft refuses it. */
export function namedPriority(name: string, family: string, hook: string): number | undefined {
  if (family === 'bridge') return bridgePriorities.get(name)
  if (family === 'netdev' || family === 'arp') return name === 'filter' ? 0 : undefined
  if (name === 'dstnat' && hook !== 'prerouting' && hook !== 'output') return undefined
  if (name === 'srcnat' && hook !== 'postrouting' && hook !== 'input') return undefined
  return standardPriorities.get(name)
}
