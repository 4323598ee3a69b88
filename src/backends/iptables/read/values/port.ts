import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import type { NumberRange } from './number.ts'
import { maximum16, parseNumber, rangeText, readRange } from './number.ts'

/** Ports by names of /etc/services that firewalls use. Others are refused: what a machine takes them for is not known. */
const services = new Map<string, number>([
  ...([
    ['echo', 7],
    ['discard', 9],
    ['daytime', 13],
    ['chargen', 19],
    ['ftp-data', 20],
    ['ftp', 21],
  ] as const),
  ...([
    ['ssh', 22],
    ['telnet', 23],
    ['smtp', 25],
    ['mail', 25],
    ['time', 37],
    ['whois', 43],
  ] as const),
  ...([
    ['tacacs', 49],
    ['domain', 53],
    ['bootps', 67],
    ['bootpc', 68],
    ['tftp', 69],
    ['gopher', 70],
  ] as const),
  ...([
    ['finger', 79],
    ['http', 80],
    ['www', 80],
    ['kerberos', 88],
    ['pop3', 110],
    ['pop-3', 110],
  ] as const),
  ...([
    ['sunrpc', 111],
    ['portmapper', 111],
    ['auth', 113],
    ['ident', 113],
    ['nntp', 119],
  ] as const),
  ...([
    ['ntp', 123],
    ['epmap', 135],
    ['netbios-ns', 137],
    ['netbios-dgm', 138],
    ['netbios-ssn', 139],
  ] as const),
  ...([
    ['imap2', 143],
    ['imap', 143],
    ['snmp', 161],
    ['snmp-trap', 162],
    ['snmptrap', 162],
  ] as const),
  ...([
    ['bgp', 179],
    ['irc', 194],
    ['ldap', 389],
    ['https', 443],
    ['microsoft-ds', 445],
  ] as const),
  ...([
    ['kpasswd', 464],
    ['submissions', 465],
    ['isakmp', 500],
    ['login', 513],
    ['shell', 514],
  ] as const),
  ...([
    ['syslog', 514],
    ['printer', 515],
    ['route', 520],
    ['router', 520],
    ['dhcpv6-client', 546],
  ] as const),
  ...([
    ['dhcpv6-server', 547],
    ['rtsp', 554],
    ['nntps', 563],
    ['submission', 587],
    ['ipp', 631],
  ] as const),
  ...([
    ['ldaps', 636],
    ['domain-s', 853],
    ['rsync', 873],
    ['ftps-data', 989],
    ['ftps', 990],
  ] as const),
  ...([
    ['telnets', 992],
    ['imaps', 993],
    ['pop3s', 995],
    ['socks', 1080],
    ['openvpn', 1194],
  ] as const),
  ...([
    ['radius', 1812],
    ['radius-acct', 1813],
    ['nfs', 2049],
    ['mysql', 3306],
    ['svn', 3690],
  ] as const),
  ...([
    ['ipsec-nat-t', 4500],
    ['sip', 5060],
    ['sip-tls', 5061],
    ['xmpp-client', 5222],
  ] as const),
  ...([
    ['xmpp-server', 5269],
    ['mdns', 5353],
    ['postgresql', 5432],
    ['x11', 6000],
    ['ircd', 6667],
  ] as const),
  ...([
    ['http-alt', 8080],
    ['git', 9418],
  ] as const),
])

/** A number or a service's name. */
export const parsePort = (text: string): number | undefined =>
  parseNumber(text, maximum16) ?? services.get(text)

const readPort = (text: string, read: Reading<NumberRange>): Reading<NumberRange> =>
  read.kind === 'fault' && /^[a-z][a-z0-9-]*(:|$)/i.test(text)
    ? fault(
        'iptables-value',
        `\`${text}\` is no port`,
        'a service is known by /etc/services; write its number',
      )
    : read

/** `22`, `ssh`, `1024:`, `1:1023`. */
export const ports: Codec<NumberRange> = argument(
  (text) => readPort(text, readRange(text, maximum16, parsePort)),
  rangeText,
)

/** Numbers as rewriting takes them: `80`, `1000-2000`; names alone, never in a range. */
export const readPortsWithDash = (text: string): Reading<NumberRange> => {
  const [head = '', tail, ...rest] = text.split('-')
  const numbers = /^[0-9]/.test(text) && rest.length === 0
  const first = numbers ? parseNumber(head, maximum16) : services.get(text)
  const last = numbers && tail !== undefined ? parseNumber(tail, maximum16) : first
  return first === undefined || last === undefined || last < first
    ? badValue(text, 'a port or a range of ports')
    : value({ first, last })
}

export const portsWithDashText = ({ first, last }: NumberRange): string =>
  first === last ? `${first}` : `${first}-${last}`

export const portsWithDash: Codec<NumberRange> = argument(readPortsWithDash, portsWithDashText)

/** xt_multiport takes fifteen; a range counts for two. */
const multiportMaximum = 15

/** Up to fifteen ports, in the order given. */
export const portList: Codec<readonly NumberRange[]> = argument(
  (text) => {
    const list: NumberRange[] = []
    let slots = 0
    for (const part of text.split(',')) {
      const [head = '', tail, ...rest] = part.split(':')
      const first = parsePort(head)
      const last = tail === undefined ? first : parsePort(tail)
      if (first === undefined || last === undefined || rest.length > 0 || last < first)
        return badValue(part, 'a port or a range of ports')
      slots += tail === undefined ? 1 : 2
      if (slots > multiportMaximum)
        return fault(
          'iptables-value',
          `more than ${multiportMaximum} ports, of which a range is two`,
        )
      list.push({ first, last })
    }
    return value(list)
  },
  (list) => list.map(rangeText).join(','),
)
