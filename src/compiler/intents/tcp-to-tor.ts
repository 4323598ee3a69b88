import {
  accept,
  anyBit,
  ctDirection,
  ctStatus,
  is,
  protocol,
  redirectTo,
} from '../../ruleset/index.ts'
import { place, placeAdmission, placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/**
 * Every TCP connection that is left by now goes to Tor's TransPort.
 *
 * It is let in by the destination that translation gave it, and only if it was translated: a connection made
 * straight to the TransPort's number at an address of the gateway would tell a client that the address is one (L18).
 * Its answers leave only as replies of a flow that a client began; once conntrack has forgotten the flow, what Tor
 * still sends is a new flow from our side and goes nowhere (L17).
 */
export const tcpToTor: Intent = {
  name: 'tcp-to-tor',
  place: (gateway) => {
    const placing = { gateway, intent: 'tcp-to-tor', property: 'obedience.tcp' }
    const tcp = [is('meta l4proto', protocol.tcp)]
    if (gateway.obedience.tcp === 'drop') return placeDrop(placing, 'entry', 'client', tcp)
    const listener = { ...placing, property: 'tor.transPort' }
    const translated = anyBit('ct status', ctStatus.dnat)
    const answer = [
      is('tcp sport', gateway.tor.transPort),
      is('ct direction', ctDirection.reply),
      translated,
    ]
    return [
      place(placing, 'entry', 'client', tcp, accept),
      place(listener, 'translate', 'client', tcp, redirectTo(gateway.tor.transPort)),
      placeAdmission(listener, 'client', [is('tcp dport', gateway.tor.transPort), translated]),
      place(listener, 'leave', 'client', answer, accept),
    ]
  },
}
