import { accept, arpOperation, drop, is } from '../../ruleset/index.ts'
import { place } from '../place.ts'
import type { Intent } from '../plan.ts'
import { arpFromClientFacing, arpToClientFacing } from '../sets.ts'

/**
 * By ARP a client learns of the client-facing address and of nothing else.
 *
 * The attack: with arp_ignore=0 the kernel answers who-has for every address of the gateway on any interface, so a
 * client asks its way to the uplink's address; with proxy_arp it answers for the others and is silent for its own,
 * which tells as much (L18). What the gateway asks, it asks in the name of the client-facing address.
 * Whatever is no uplink is held to this, so that no interface is forgotten.
 */
export const hideGateway: Intent = {
  name: 'hide-gateway',
  place: (gateway) => {
    const placing = { gateway, intent: 'hide-gateway', property: 'zones.clients.gatewayAddress' }
    const whoHas = [is('arp operation', arpOperation.request), arpToClientFacing(gateway)]
    const answer = [is('arp operation', arpOperation.reply)]
    return [
      place(placing, 'arp-in', 'client', whoHas, accept),
      place(placing, 'arp-in', 'client', answer, accept),
      place(placing, 'arp-in', 'client', [], drop),
      place(placing, 'arp-out', 'client', [arpFromClientFacing(gateway)], accept),
      place(placing, 'arp-out', 'client', [], drop),
    ]
  },
}
