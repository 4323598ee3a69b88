import { inSet, is, protocol } from '../../ruleset/index.ts'
import { placeRefusal } from '../entrance.ts'
import { placeDrop } from '../place.ts'
import type { Intent, PlacedRule } from '../plan.ts'
import { localAddresses, localNetworks, toClientFacing } from '../sets.ts'

/**
 * No client reaches a local network, the gateway's own ports aside, which stand before this; nor anything else at
 * the client-facing address.
 *
 * The attack: an exception for private addresses lets a client speak to the local network in clear (L7), and to a
 * `.onion` address in clear where the exception covers the virtual address network (L8): that is left out of the set.
 * The test is of the destination as the client wrote it, before any translation.
 */
export const blockLocalNetworks: Intent = {
  name: 'block-local-networks',
  place: (gateway) => {
    const placing = {
      gateway,
      intent: 'block-local-networks',
      property: 'obedience.localNetworks',
    }
    const local = localAddresses(gateway).length > 0 ? [inSet(['ip daddr'], localNetworks)] : []
    const blocked = [toClientFacing(gateway), ...local]
    const refused: PlacedRule[] = []
    if (gateway.obedience.localNetworks.action === 'reject')
      for (const destination of blocked)
        for (const number of [protocol.tcp, protocol.udp]) {
          const tests = [destination, is('meta l4proto', number)]
          refused.push(...placeRefusal(placing, tests))
        }
    return [
      ...refused,
      ...blocked.flatMap((destination) => placeDrop(placing, 'entry', 'client', [destination])),
    ]
  },
}
