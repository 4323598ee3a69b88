import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * Nothing is forwarded: not from a client, not to one, not between others.
 *
 * This wall alone suffices against escape, however translation fares: it tests interfaces and nothing else, stands
 * before any test of conntrack's state, so that a flow older than the rules is cut (L3), and before any chain that
 * offloads flows, whose later packets would skip every hook (L1, L4).
 */
export const forwardNothing: Intent = {
  name: 'forward-nothing',
  place: (gateway) => {
    const placing = { gateway, intent: 'forward-nothing', property: null }
    return placeDrop(placing, 'forward', 'client', [])
  },
}
