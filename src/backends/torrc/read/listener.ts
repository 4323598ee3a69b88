import type { Address } from '../../../net/index.ts'
import { parseAddress } from '../../../net/index.ts'
import { placeholderAddress } from '../../fill.ts'
import type { Isolation, ListenerAddress, ListenerKind, TorListener } from './facts.ts'
import type { Problems, TextPlace } from './problem.ts'
import { placeOnly, refuse, warn } from './problem.ts'

/** How tor starts: clients by address and by what they give to SOCKS (ISO_DEFAULT of src/core/or/or.h). */
export const standardIsolation: Isolation = {
  clientAddress: true,
  socksAuthentication: true,
  clientProtocol: false,
  destinationPort: false,
  destinationAddress: false,
  sessionGroup: null,
}

const isolationFlags: ReadonlyMap<string, Exclude<keyof Isolation, 'sessionGroup'>> = new Map([
  ['isolateclientaddr', 'clientAddress'],
  ['isolatesocksauth', 'socksAuthentication'],
  ['isolateclientprotocol', 'clientProtocol'],
  ['isolatedestport', 'destinationPort'],
  ['isolatedestaddr', 'destinationAddress'],
])

/** Other words that tor takes behind a port, in small letters, without `no` and the plural. */
const otherFlags: readonly string[] = [
  ...['keepaliveisolatesocksauth', 'groupwritable', 'worldwritable', 'relaxdirmodecheck'],
  ...['cacheipv4dn', 'cacheipv6dn', 'cachedn', 'useipv4cache', 'useipv6cache', 'usednscache'],
  ...['ipv4traffic', 'ipv6traffic', 'preferipv6', 'preferipv6automap', 'dnsrequest'],
  ...['oniontraffic', 'oniontrafficonly', 'prefersocksnoauth', 'extendederror'],
  ...['ipv4only', 'ipv6only', 'advertise', 'listen'],
]

interface Flags {
  readonly isolation: Isolation
  readonly flags: readonly string[]
}

const readFlags = (words: readonly string[], problems: Problems, place: TextPlace): Flags => {
  let isolation = standardIsolation
  const flags: string[] = []
  for (const word of words) {
    const lower = word.toLowerCase()
    const group = /^sessiongroup=([0-9]{1,9})$/.exec(lower)?.[1]
    // Tor takes a leading `no` off, and the plural's `s` (parse_port_config of src/app/config/config.c).
    const isOff = lower.startsWith('no')
    const name = (isOff ? lower.slice(2) : lower).replace(/s$/, '')
    const isolated = isolationFlags.get(name)
    if (group !== undefined) isolation = { ...isolation, sessionGroup: Number(group) }
    else if (isolated) isolation = { ...isolation, [isolated]: !isOff }
    else {
      flags.push(lower)
      if (!otherFlags.includes(name))
        warn(
          problems,
          [
            'torrc-unknown-flag',
            `tor does not know \`${word}\` behind a port`,
            'tor passes over it with a warning: what it should isolate is not isolated',
          ],
          place,
        )
    }
  }
  return { isolation, flags }
}

interface Endpoint {
  readonly at: ListenerAddress
  readonly port: TorListener['port']
}

const loopback: Address = { family: 'ip4', value: 0x7f00_0001n }

const portMaximum = 65_535

const readPort = (text: string): number | 'auto' | undefined => {
  if (text.toLowerCase() === 'auto') return 'auto'
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= portMaximum ? Number(text) : undefined
}

const readHost = (text: string): ListenerAddress => {
  if (text === placeholderAddress) return { kind: 'client-facing' }
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text
  const address = parseAddress(bare)
  return address ? { kind: 'address', address } : { kind: 'name', name: text }
}

/** `9050`, `auto`, `127.0.0.1:9050`, `[::1]:9050`, `unix:/path`; undefined where it is none of these. */
const readEndpoint = (text: string, otherwise: 'loopback' | 'any'): Endpoint | undefined => {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length).replace(/^"(.*)"$/, '$1')
    return path === '' ? undefined : { at: { kind: 'unix', path }, port: null }
  }
  const bare = readPort(text)
  if (bare !== undefined)
    return {
      at: otherwise === 'any' ? { kind: 'any' } : { kind: 'address', address: loopback },
      port: bare,
    }
  const colon = text.lastIndexOf(':')
  const port = colon > 0 ? readPort(text.slice(colon + 1)) : undefined
  return port === undefined || port === 0 ? undefined : { at: readHost(text.slice(0, colon)), port }
}

/** Words of a value, a quoted path one of them. */
const wordsOf = (value: string): readonly string[] => value.match(/unix:"[^"]*"|[^\s]+/gi) ?? []

export interface PortLine {
  readonly kind: ListenerKind
  readonly otherwise: 'loopback' | 'any'
  readonly name: string
  readonly value: string
}

/** What a line of a port opens: a listener, nothing (`closed`), or it does not load (undefined). */
export const readListener = (
  { kind, otherwise, name, value }: PortLine,
  problems: Problems,
  place: TextPlace,
): TorListener | 'closed' | undefined => {
  const [first = '', ...words] = wordsOf(value)
  const endpoint = readEndpoint(first, otherwise)
  if (!endpoint) {
    refuse(
      problems,
      [
        'torrc-value',
        `\`${first}\` is no port for ${name}`,
        'a port, ADDRESS:PORT, unix:PATH, auto or 0; tor does not start with anything else',
      ],
      place,
    )
    return undefined
  }
  if (endpoint.port === 0) return 'closed'
  if (endpoint.at.kind === 'name')
    warn(
      problems,
      [
        'torrc-unknown-address',
        `\`${endpoint.at.name}\` is looked up when tor starts`,
        'write the address that it stands for',
      ],
      place,
    )
  return { kind, ...endpoint, ...readFlags(words, problems, place), place: placeOnly(place) }
}
