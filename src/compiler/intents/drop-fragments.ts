import { anyBit, fragmentBits } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * No fragment comes in from a client, before anything reassembles it.
 *
 * The attack: a fragment that is never completed expires in the gateway, which tells its source so by ICMP. With a
 * Tor relay's address as its source that message leaves by the uplink, in clear, quoting the client, and is RELATED
 * to Tor's own circuit (L16). Also, a later fragment has no ports, and what stands in their place is the client's.
 */
export const dropFragments: Intent = {
  name: 'drop-fragments',
  place: (gateway) =>
    placeDrop({ gateway, intent: 'drop-fragments', property: null }, 'entry', 'client', [
      anyBit('ip frag-off', fragmentBits),
    ]),
}
