import { is, protocol } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * ICMP of a client ends here, silently.
 *
 * The attack: an echo leaves in clear where forwarding is open; an echo answered by the gateway names its addresses;
 * an error that a client forges is RELATED to somebody's flow and is translated on its way.
 */
export const dropIcmp: Intent = {
  name: 'drop-icmp',
  place: (gateway) =>
    placeDrop({ gateway, intent: 'drop-icmp', property: 'obedience.icmp' }, 'entry', 'client', [
      is('meta l4proto', protocol.icmp),
    ]),
}
