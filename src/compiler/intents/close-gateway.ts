import { is } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'
import { clientPorts } from '../ports.ts'

/**
 * Nothing that comes in elsewhere than by a client's interface reaches a port that serves clients.
 *
 * The attack: conntrack is bound to no interface, so a packet on the uplink that poses as a client, or lies inside
 * a client's flow, is ESTABLISHED; a rule that admits established packets would hand it to Tor (L21). This stands
 * before every such rule. An open TransPort on the uplink is moreover a proxy for everybody (L14).
 */
export const closeGateway: Intent = {
  name: 'close-gateway',
  place: (gateway) => {
    const placing = { gateway, intent: 'close-gateway', property: null }
    return [
      ...placeDrop(placing, 'deliver', 'uplink', [is('tcp dport', ...clientPorts(gateway, 'tcp'))]),
      ...placeDrop(placing, 'deliver', 'uplink', [is('udp dport', ...clientPorts(gateway, 'udp'))]),
    ]
  },
}
