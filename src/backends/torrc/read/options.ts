import type { ListenerKind } from './facts.ts'

/** Options that open a listener, and what listens where no address is given. */
export const portOptions: ReadonlyMap<
  string,
  { readonly kind: ListenerKind; readonly otherwise: 'loopback' | 'any' }
> = new Map([
  ['TransPort', { kind: 'trans', otherwise: 'loopback' }],
  ['DNSPort', { kind: 'dns', otherwise: 'loopback' }],
  ['SocksPort', { kind: 'socks', otherwise: 'loopback' }],
  ['HTTPTunnelPort', { kind: 'http-tunnel', otherwise: 'loopback' }],
  ['NATDPort', { kind: 'natd', otherwise: 'loopback' }],
  ['ControlPort', { kind: 'control', otherwise: 'loopback' }],
  ['ExtORPort', { kind: 'ext-or', otherwise: 'loopback' }],
  ['MetricsPort', { kind: 'metrics', otherwise: 'loopback' }],
  ['ORPort', { kind: 'or', otherwise: 'any' }],
  ['DirPort', { kind: 'dir', otherwise: 'any' }],
])

/** Options that are read here, in tor's spelling. */
const known: readonly string[] = [
  ...portOptions.keys(),
  'ControlSocket',
  'VirtualAddrNetworkIPv4',
  'VirtualAddrNetworkIPv6',
  'AutomapHostsOnResolve',
  'ClientRejectInternalAddresses',
  'User',
]

/** Names that tor takes for others (`option_abbrevs_` of src/app/config/config.c). */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['virtualaddrnetwork', 'VirtualAddrNetworkIPv4'],
])

/** Options of old that said where to listen: tor passes over them now, and listens at loopback. */
const obsolete: readonly string[] = [
  ...['translistenaddress', 'dnslistenaddress', 'sockslistenaddress', 'natdlistenaddress'],
  ...['controllistenaddress', 'orlistenaddress', 'dirlistenaddress'],
]

const bySmallLetters = new Map(known.map((name) => [name.toLowerCase(), name]))

/** The option that a word names, whatever its letters; undefined where it is none of those read here. */
export const knownOption = (word: string): string | undefined =>
  bySmallLetters.get(word.toLowerCase()) ?? otherNames.get(word.toLowerCase())

export const isObsolete = (word: string): boolean => obsolete.includes(word.toLowerCase())

/** Fewer letters would fit options that are not read here. */
const shortestAbbreviation = 4

/** The option read here that the word begins: tor still takes beginnings of names, with a warning. */
export const abbreviated = (word: string): string | undefined =>
  word.length < shortestAbbreviation
    ? undefined
    : known.find((name) => name.toLowerCase().startsWith(word.toLowerCase()))
