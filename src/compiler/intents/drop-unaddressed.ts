import { notNamed } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * Where the policy gives the gateway an address at some clients' interfaces, nothing comes in by the others.
 *
 * Tor listens at the addresses that are given. What is redirected at another interface arrives where nobody listens,
 * and the kernel resets it: an answer that tells the client that there is a gateway, and serves nobody.
 */
export const dropUnaddressed: Intent = {
  name: 'drop-unaddressed',
  place: (gateway) => {
    const { gatewayAddress } = gateway.clients
    if (gatewayAddress.kind !== 'per-interface') return []
    const placing = {
      gateway,
      intent: 'drop-unaddressed',
      property: 'zones.clients.gatewayAddress',
    }
    const addressed = gatewayAddress.list.map((fixed) => fixed.interface)
    return placeDrop(placing, 'entry', 'client', [notNamed('meta iifname', ...addressed)])
  },
}
