/** Names of tables, chains, sets and stateful objects. */

import { describe } from './json.ts'
import { type Place, refuse } from './place.ts'

/**
 * Words that nft's lexer takes for tokens wherever they stand, in 1.0.6 or in a later release.
 * The grammar wants a plain string as a name and has no quotes for it, so an object of such a name
 * cannot be written as text: a chain called `fwd` loads through JSON and not through text.
 * Words that are tokens only within their own context (`state` after `ct`) are fine as names.
 * Source: nftables, src/scanner.l; the kernel test tries each word on the installed nft.
 */
export const keywords: ReadonlySet<string> = new Set(
  `accept add ah all and arp auto-merge bridge cgroup chain comment comp constant continue counter
  cpu create ct day dccp define delete describe destroy device devices dnat drop dst dup dynamic ecn
  element elements eq esp ether exists expires export exthdr fib flags flow flowtable flush frag fwd
  gc-interval ge geneve get goto gre gretap gt handle hbh hook hour ibriport ibrname icmp icmpv6 igmp
  iif iifgroup iifname iiftype import include index inet insert interval ip ip6 ipsec jhash jump last
  le limit list log lshift lt map mark masquerade meta meter mh missing monitor ne netdev nftrace not
  notrack numgen obriport obrname offload oif oifgroup oifname oiftype or osf pkttype policy position
  priority queue quota random redefine redirect reject rename replace reset return rshift rt rt0 rt2
  rtclassid rule ruleset sctp secmark set size skgid skuid snat socket srh symhash synproxy table tcp
  th time timeout tproxy tunnel type typeof udp udplite undefine update vlan vmap vni vxlan xor
  xt`.split(/\s+/),
)

/** Words that open another context right after `@`, or within a stateful object's own statement. */
const contextual: ReadonlySet<string> = new Set(['ll', 'nh', 'ih', 'bytes', 'name', 'packets'])

/** The lexer's `string`, less what begins with a digit: that may be a number, a time or an address. */
const plain = /^[A-Za-z_][A-Za-z0-9_./-]*$/

/** Longest name of a table, chain or set: NFT_NAME_MAXLEN less its terminator, include/uapi/linux/netfilter/nf_tables.h. */
const maximumBytes = 255

/** Whether nft text can name an object so. */
export function isPrintableName(name: string): boolean {
  return (
    plain.test(name) && name.length <= maximumBytes && !keywords.has(name) && !contextual.has(name)
  )
}

/** A name, or a problem: anything else would let a name become syntax. */
export function printName(name: unknown, place: Place): string {
  if (typeof name === 'string' && isPrintableName(name)) return name
  return refuse(place, `nft text cannot name an object ${describe(name)}`)
}

/** A reference `@name`, given with its `@` as JSON has it. */
export function printReference(reference: unknown, place: Place): string {
  if (typeof reference === 'string' && reference.startsWith('@')) {
    return `@${printName(reference.slice(1), place)}`
  }
  return refuse(place, `${describe(reference)} is no reference to a set: "@name" is expected`)
}
