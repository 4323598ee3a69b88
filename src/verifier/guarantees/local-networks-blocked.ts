import { andAll, not } from '../diagram/index.ts'
import { isDns, isLocalNetwork, isOpenToClients } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { survivors } from './part.ts'

/**
 * No client packet whose original destination is in a local range, or is the address by which clients know the
 * gateway, arrives anywhere, the gateway's own Tor ports and DNS aside; the virtual address network is exempt.
 */
export const localNetworksBlocked: Guarantee = {
  id: 'local-networks-blocked',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  breaches: (evidence) => {
    const { space } = evidence
    return survivors(
      evidence,
      andAll(space.arena, [isLocalNetwork(space), not(isDns(space)), not(isOpenToClients(space))]),
    )
  },
}
