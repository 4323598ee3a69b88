import type { Family, Prefix } from '../../net/index.ts'
import {
  formatPrefix,
  hostPrefix,
  parsePrefix,
  prefixContains,
  prefixesOverlap,
} from '../../net/index.ts'
import type { GatewayFacts } from '../facts.ts'

/** Addresses that somebody has, and what they are, so that Tor may not give them to names. */
export interface TakenRange {
  readonly prefix: Prefix
  readonly what: string
}

/** Ranges with a use of their own, whatever the facts say. Qubes OS: `qubes/vm/qubesvm.py`, and its DNS addresses. */
const known: readonly (readonly [text: string, what: string])[] = [
  ['10.137.0.0/16', 'addresses of Qubes'],
  ['10.138.0.0/16', 'addresses of Qubes'],
  ['10.139.0.0/16', 'addresses of Qubes'],
  ['127.0.0.0/8', 'loopback, where each client reaches itself'],
  ['0.0.0.0/8', '"this network"'],
  ['169.254.0.0/16', 'link-local addresses'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved addresses'],
  ['fd09:24ef:4179::/48', 'addresses of Qubes'],
  ['::/8', 'loopback and addresses of IPv4'],
  ['fe80::/10', 'link-local addresses, which each client looks for on its own link'],
  ['fec0::/10', 'site-local addresses'],
  ['fc00::/7', 'addresses of private networks'],
  ['ff00::/8', 'multicast'],
  ['2000::/3', 'public addresses'],
]

/** RFC 6666: packets to it are discarded wherever they come, so that nothing is taken from anybody. */
const discardOnly = parsePrefix('100::/64')

/** All of one family. The virtual addresses of the facts are exempt from the local networks that they lie in. */
const takenRanges = (facts: GatewayFacts, family: Family): readonly TakenRange[] => {
  const { clients, localNetworks, tor } = facts
  const own = (prefixes: readonly Prefix[], what: string) =>
    prefixes.map((prefix) => ({ prefix, what: `${what} ${formatPrefix(prefix)}` }))
  const clientAddresses =
    clients.addresses.kind === 'prefix'
      ? clients.addresses.prefixes
      : clients.addresses.kind === 'listed'
        ? clients.addresses.list.map(({ address }) => hostPrefix(address))
        : []
  const gateway =
    clients.gatewayAddress.kind === 'known'
      ? clients.gatewayAddress.list.map(({ address }) => hostPrefix(address))
      : []
  const isExempt = (prefix: Prefix): boolean =>
    tor.virtualAddresses.some((virtual) => prefixContains(prefix, virtual)) ||
    (discardOnly !== undefined && prefixContains(prefix, discardOnly))
  return [
    ...own(clientAddresses, "the clients' own"),
    ...own(gateway, "the gateway's own"),
    ...known.flatMap(([text, what]) => {
      const prefix = parsePrefix(text)
      return prefix ? [{ prefix, what: `${what}, ${text}` }] : []
    }),
    ...own(
      localNetworks.filter((prefix) => !isExempt(prefix)),
      'the local network',
    ),
  ].filter(({ prefix }) => prefix.family === family)
}

/** The first range that the network meets: with `prefix` the part of it that both have. */
export const metBy = (facts: GatewayFacts, network: Prefix): TakenRange | undefined => {
  const taken = takenRanges(facts, network.family).find(({ prefix }) =>
    prefixesOverlap(prefix, network),
  )
  return (
    taken && { ...taken, prefix: prefixContains(network, taken.prefix) ? taken.prefix : network }
  )
}
