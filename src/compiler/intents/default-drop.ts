import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * What no intent has spoken for ends here: the default is drop. It is said by a rule, also where the chain's policy says
 * so too: a chain that is loaded anew accepts for a moment before it gets its policy, and packets were seen to pass then.
 */
export const defaultDrop: Intent = {
  name: 'default-drop',
  place: (gateway) => {
    const placing = { gateway, intent: 'default-drop', property: null }
    return [
      ...placeDrop(placing, 'entry', 'client', []),
      ...placeDrop(placing, 'deliver', 'client', []),
      ...placeDrop(placing, 'deliver', 'uplink', []),
      ...placeDrop(placing, 'leave', 'client', []),
      ...placeDrop(placing, 'leave', 'uplink', []),
    ]
  },
}
