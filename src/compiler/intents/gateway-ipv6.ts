import { accept, is, neighbourDiscovery, nfproto } from '../../ruleset/index.ts'
import { place, placeAdmission, placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/** RFC 4861: what comes from a router has been on no other link. */
const onThisLink = 255

const {
  routerSolicitation,
  routerAdvertisement,
  neighbourSolicitation,
  neighbourAdvertisement,
  listenerReport,
} = neighbourDiscovery
const heard = [routerAdvertisement, neighbourSolicitation, neighbourAdvertisement]
const sent = [routerSolicitation, neighbourSolicitation, neighbourAdvertisement, listenerReport]

/**
 * The gateway itself speaks IPv6 by its uplink only where the policy says so; neighbour discovery then works.
 * Elsewhere IPv6 is dropped both ways, even where nobody thought of it.
 */
export const gatewayIpv6: Intent = {
  name: 'gateway-ipv6',
  place: (gateway) => {
    const placing = { gateway, intent: 'gateway-ipv6', property: 'gateway.ipv6' }
    const ipv6 = [is('meta nfproto', nfproto.ipv6)]
    if (!gateway.own.ipv6)
      return [
        ...placeDrop(placing, 'deliver', 'uplink', ipv6),
        ...placeDrop(placing, 'leave', 'uplink', ipv6),
      ]
    return [
      placeAdmission(placing, 'uplink', [
        ...ipv6,
        is('icmpv6 type', ...heard),
        is('ip6 hoplimit', onThisLink),
      ]),
      place(placing, 'leave', 'uplink', [...ipv6, is('icmpv6 type', ...sent)], accept),
    ]
  },
}
