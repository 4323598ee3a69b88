import { drop } from '../../ruleset/index.ts'
import { place, placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * Under lockdown nothing comes in from a client and nothing is sent to one: no packet, no answer, no ARP.
 *
 * The attack: while nothing stands yet, or the firewall could not be loaded, the clients are there already, and so is
 * the network (L11, L12). The drop stands before defragmentation, so that a client's piece that expires draws no
 * answer; on the way out it is by the interface alone, so that no older flow is carried on (L3).
 */
export const lockClients: Intent = {
  name: 'lock-clients',
  place: (gateway) => {
    const placing = { gateway, intent: 'lock-clients', property: 'zones.clients' }
    return [
      ...placeDrop(placing, 'entry', 'client', []),
      ...placeDrop(placing, 'deliver', 'client', []),
      ...placeDrop(placing, 'leave', 'client', []),
      place(placing, 'arp-in', 'client', [], drop),
      place(placing, 'arp-out', 'client', [], drop),
    ]
  },
}
