import { is, protocol } from '../../ruleset/index.ts'
import { placeRefusal } from '../entrance.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * UDP that is not DNS ends here, silently unless the policy asks for a rejection.
 *
 * Tor carries no UDP. The drop stands in a filter chain, never in one of type nat, which sees only the first packet
 * of a flow. A rejection goes by way of the refusal port, so that it tells nothing of the gateway's addresses.
 */
export const dropUdp: Intent = {
  name: 'drop-udp',
  place: (gateway) => {
    const placing = { gateway, intent: 'drop-udp', property: 'obedience.udp' }
    const udp = [is('meta l4proto', protocol.udp)]
    if (gateway.obedience.udp === 'drop') return placeDrop(placing, 'entry', 'client', udp)
    return placeRefusal(placing, udp)
  },
}
