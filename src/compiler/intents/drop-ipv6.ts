import { is, nfproto } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * No IPv6 packet of a client gets past the first hook, and none is sent to a client.
 *
 * The attack: nearly every torifier that leaks does it here. Rules for IPv4 say nothing of IPv6, and one router
 * advertisement gives a client an address and a way out. The drop stands before defragmentation, since a fragment
 * that expires draws an ICMPv6 error from the kernel by whatever route its source has (L6, L16).
 */
export const dropIpv6: Intent = {
  name: 'drop-ipv6',
  place: (gateway) => {
    const placing = { gateway, intent: 'drop-ipv6', property: 'obedience.ipv6' }
    const ipv6 = [is('meta nfproto', nfproto.ipv6)]
    return [
      ...placeDrop(placing, 'entry', 'client', ipv6),
      ...placeDrop(placing, 'leave', 'client', ipv6),
    ]
  },
}
