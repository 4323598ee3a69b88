/** Classes of rules whose listing is not what was loaded, and why. */

export interface Miss {
  /**
   * `text`: the listings of JSON and of its printed text differ. `relist`: the listing, printed and loaded, lists
   * differently. `describe`: the input and its listing differ in canonical form.
   */
  readonly kind: 'text' | 'relist' | 'describe'
  readonly rule: string
  readonly detail: string
}

export interface Explanation {
  readonly why: string
  readonly matches: (miss: Miss) => boolean
}

const describes = (pattern: RegExp) => (miss: Miss) => {
  return miss.kind === 'describe' && pattern.test(miss.rule)
}
const lists = (pattern: RegExp) => (miss: Miss) => {
  return miss.kind !== 'text' && pattern.test(miss.rule)
}

export const explanations: readonly Explanation[] = [
  {
    why: 'the JSON reader of 1.0.6 ignores the key "tunnel" and matches the outer header; its text parser refuses',
    matches: ({ rule, detail }) =>
      /\b(?:gre|gretap|vxlan|geneve) (?:ip|udp|icmp|ether|vlan) /.test(rule) &&
      /No symbol type|syntax error|"tunnel":/.test(detail),
  },
  {
    why: 'listings elide the network protocol that ct needs to know its address type',
    matches: lists(/ct (?:original|reply) saddr/),
  },
  {
    why: 'listings of 1.0.6 lose or repeat the shift of the IPv6 DSCP in maps and concatenations',
    matches: lists(/ip6 dscp.* (?:map )?@map/),
  },
  {
    why: '1.0.6 lists writes to raw bits as a mask that means another write when it is read again',
    matches: lists(/@ih,58,6 set/),
  },
  {
    why: '1.0.6 lists loads of some bits as a mask of the bytes around them',
    matches: describes(/@(?:ll|ih),\d+,\d |@ih,58,6|ip dscp 1\/6/),
  },
  {
    why: 'names of users, groups and services are numbers on the machine that lists them',
    matches: describes(/skuid .*root|skgid .*root|\bssh\b|telnet/),
  },
  {
    why: 'times are listed in the local time zone, ranges over midnight inverted, leap seconds carried over',
    matches: describes(/meta (?:time|hour) /),
  },
  {
    why: 'nft changes the order of neighbouring header loads so that it can merge them',
    matches: describes(
      /arp daddr ether .* arp saddr ip|arp ptype .* arp hlen|ether saddr .* ether type|iiftype ether/,
    ),
  },
  {
    why: "a raw load of the ports behind a protocol match is listed as that protocol's field, or without the match",
    matches: describes(/meta l4proto .* @th,/),
  },
  {
    why: 'the family that a rule has fixed before is listed with the route or lost before the connection',
    matches: describes(/meta nfproto ipv[46] (?:rt nexthop|ct protocol)/),
  },
]
