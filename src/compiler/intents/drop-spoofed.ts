import { prefixInterval } from '../../net/index.ts'
import type { Gateway } from '../../policy/gateway.ts'
import { accept, is, isNot, routeType } from '../../ruleset/index.ts'
import type { Placing, Tests } from '../place.ts'
import { place, placeDrop } from '../place.ts'
import type { Intent, PlacedRule } from '../plan.ts'
import { fromNoClientAddress, toNoClientAddress } from '../sets.ts'

/** No route leads back to the source by the interface that the packet came in by. */
const noWayBack: Tests = [is('fib saddr . iif oif', 0n)]

/**
 * No host's address: a broadcast of the client's own network routes back to it, and 0.0.0.0 counts as found where the
 * destination is a broadcast.
 */
const noHost: Tests = [isNot('fib saddr type', routeType.unicast)]

const fromElsewhere = (gateway: Gateway): readonly Tests[] => {
  const { addresses } = gateway.clients
  switch (addresses.kind) {
    case 'fixed':
      return [[fromNoClientAddress]]
    case 'prefix':
      return [[isNot('ip saddr', ...addresses.prefixes.map(prefixInterval))], noHost, noWayBack]
    case 'qubes':
    case 'reverse-path':
      return [noHost, noWayBack]
  }
}

/** Where a host asks whether an address is free that it does not bear yet (RFC 4291, section 2.7.1). */
const solicitedNodes = {
  first: 0xff02_0000_0000_0000_0000_0001_ff00_0000n,
  last: 0xff02_0000_0000_0000_0000_0001_ffff_ffffn,
}

/**
 * No route leads to the unspecified address of IPv6, and the targets differ in what they make of that (`rpfilter_mt`
 * passes it, `nft_fib6_eval` does not): so it is said. Only whoever asks whether an address is free bears it (RFC 4862).
 * Told by addresses, since what stands here may be a fragment, whose type of ICMPv6 is its sender's invention.
 */
const fromNobody = (placing: Placing): readonly PlacedRule[] => {
  const nobody = is('ip6 saddr', 0n)
  return [
    place(placing, 'entry', 'uplink', [nobody, is('ip6 daddr', solicitedNodes)], accept),
    ...placeDrop(placing, 'entry', 'uplink', [nobody]),
  ]
}

/** Where the list says which address is whose, an answer goes to that interface even if the route has moved. */
const answerToAnother = (placing: Placing): readonly PlacedRule[] =>
  placing.gateway.clients.addresses.kind === 'fixed'
    ? placeDrop(placing, 'leave', 'client', [toNoClientAddress])
    : []

/**
 * What a client sends bears its own source address, and nothing that comes in elsewhere bears one that routes to
 * a client.
 *
 * The attack: a client sends a SYN with 8.8.4.4 as its source; the TransPort answers 8.8.4.4 by the uplink, in
 * clear, and upstream NAT shows the gateway's real address to whoever owns 8.8.4.4 (L15). The other way round, a
 * packet on the uplink with a client's source enters that client's flow, since conntrack knows no interfaces (L21).
 * rp_filter does the same where it is on; nobody promises that it is.
 */
export const dropSpoofed: Intent = {
  name: 'drop-spoofed',
  place: (gateway) => {
    const placing = { gateway, intent: 'drop-spoofed', property: 'zones.clients.addresses' }
    return [
      ...fromElsewhere(gateway).flatMap((tests) => placeDrop(placing, 'entry', 'client', tests)),
      ...(gateway.own.ipv6 ? fromNobody(placing) : []),
      ...placeDrop(placing, 'entry', 'uplink', noWayBack),
      ...answerToAnother(placing),
    ]
  },
}
