import type { Reading } from '../reading.ts'
import { fault, value } from '../reading.ts'
import { maximum8, parseNumber } from './number.ts'

/**
 * Protocols by the names that iptables-save prints: those of /etc/protocols as Debian's netbase 6.4 has them.
 * A machine may have others; a name that is not here is refused.
 */
const names: readonly (readonly [number: number, name: string])[] = [
  [1, 'icmp'],
  [2, 'igmp'],
  [3, 'ggp'],
  [4, 'ipencap'],
  [5, 'st'],
  [6, 'tcp'],
  [8, 'egp'],
  [9, 'igp'],
  [12, 'pup'],
  [17, 'udp'],
  [20, 'hmp'],
  [22, 'xns-idp'],
  [27, 'rdp'],
  [29, 'iso-tp4'],
  [33, 'dccp'],
  [36, 'xtp'],
  [37, 'ddp'],
  [38, 'idpr-cmtp'],
  [41, 'ipv6'],
  [43, 'ipv6-route'],
  [44, 'ipv6-frag'],
  [45, 'idrp'],
  [46, 'rsvp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [57, 'skip'],
  [58, 'ipv6-icmp'],
  [59, 'ipv6-nonxt'],
  [60, 'ipv6-opts'],
  [73, 'rspf'],
  [81, 'vmtp'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [93, 'ax.25'],
  [94, 'ipip'],
  [97, 'etherip'],
  [98, 'encap'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [124, 'isis'],
  [132, 'sctp'],
  [133, 'fc'],
  [135, 'mobility-header'],
  [136, 'udplite'],
  [137, 'mpls-in-ip'],
  [138, 'manet'],
  [139, 'hip'],
  [140, 'shim6'],
  [141, 'wesp'],
  [142, 'rohc'],
  [143, 'ethernet'],
]

const byNumber = new Map(names)
const byName = new Map([
  ...names.map(([number, name]) => [name, number] as const),
  // Spellings that are read and not printed: xtables_chain_protos and aliases of /etc/protocols.
  ...([
    ['all', 0],
    ['ip', 0],
    ['icmpv6', 58],
    ['icmp6', 58],
    ['ipv6-mh', 135],
    ['mh', 135],
  ] as const),
])

/** A number from 0 to 255 or a name; 0 is every protocol. Letters may be large or small. */
export const readProtocol = (text: string): Reading<number> => {
  const number = parseNumber(text, maximum8) ?? byName.get(text.toLowerCase())
  return number === undefined
    ? fault('iptables-value', `\`${text}\` is no protocol`, 'a number from 0 to 255 always does')
    : value(number)
}

export const protocolText = (number: number): string => byNumber.get(number) ?? `${number}`
