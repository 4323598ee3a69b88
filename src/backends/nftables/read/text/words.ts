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

export const families: ReadonlySet<string> = new Set([
  'ip',
  'ip6',
  'inet',
  'arp',
  'bridge',
  'netdev',
])

const internetHooks = ['prerouting', 'input', 'forward', 'output', 'postrouting']
const hooksOfFamilies: Readonly<Record<string, readonly string[]>> = {
  ip: internetHooks,
  ip6: internetHooks,
  inet: [...internetHooks, 'ingress'],
  bridge: internetHooks,
  arp: ['input', 'output'],
  netdev: ['ingress', 'egress'],
}

export const isHook = (name: string) => [...internetHooks, 'ingress', 'egress'].includes(name)
export const familyHasHook = (family: string, hook: string) =>
  hooksOfFamilies[family]?.includes(hook) === true

interface Priority {
  readonly value: number
  /** Where the name may stand; anywhere if undefined. `output` and `input` since 1.0.8. */
  readonly hooks?: readonly string[]
}

/** Priorities by name. Sources: src/rule.c; include/uapi/linux/netfilter_ipv4.h and netfilter_bridge.h. */
const standardPriorities: ReadonlyMap<string, Priority> = new Map([
  ['raw', { value: -300 }],
  ['mangle', { value: -150 }],
  ['dstnat', { value: -100, hooks: ['prerouting', 'output'] }],
  ['filter', { value: 0 }],
  ['security', { value: 50 }],
  ['srcnat', { value: 100, hooks: ['postrouting', 'input'] }],
])
const bridgePriorities: ReadonlyMap<string, Priority> = new Map([
  ['dstnat', { value: -300, hooks: ['prerouting'] }],
  ['filter', { value: -200 }],
  ['out', { value: 100, hooks: ['output'] }],
  ['srcnat', { value: 300, hooks: ['postrouting'] }],
])

/** The number of a priority's name in a family, at a hook; undefined where nft refuses it. */
export function namedPriority(name: string, family: string, hook: string): number | undefined {
  if (family === 'netdev' || family === 'arp') return name === 'filter' ? 0 : undefined
  const priority = (family === 'bridge' ? bridgePriorities : standardPriorities).get(name)
  if (priority === undefined || priority.hooks?.includes(hook) === false) return undefined
  return priority.value
}
