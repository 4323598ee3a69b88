import type { Verdict } from '../../ruleset/index.ts'
import {
  accept,
  anyBit,
  ctDirection,
  ctState,
  ctStatus,
  icmpError,
  is,
} from '../../ruleset/index.ts'
import { place } from '../place.ts'
import type { Intent, PlacedRule } from '../plan.ts'
import { refusalPortOf, refusesAnything } from '../ports.ts'

const reset: Verdict = { kind: 'reject', with: 'tcp reset' }
const unreachable: Verdict = { kind: 'reject', with: 'icmp port-unreachable' }

/**
 * What was redirected to the refusal port is rejected, and the rejection goes back to the client that asked.
 *
 * Only packets whose source has been tested come here, so the answer reaches nobody else; its own source is written
 * back to the address that the client called, the same for every address there is.
 */
export const refuse: Intent = {
  name: 'refuse',
  place: (gateway) => {
    if (!refusesAnything(gateway)) return []
    const property =
      gateway.obedience.udp === 'reject' ? 'obedience.udp' : 'obedience.localNetworks.action'
    const placing = { gateway, intent: 'refuse', property }
    const refusalPort = refusalPortOf(gateway)
    const translated = anyBit('ct status', ctStatus.dnat)
    const reply = is('ct direction', ctDirection.reply)
    const rules: readonly PlacedRule[] = [
      place(placing, 'deliver', 'client', [is('tcp dport', refusalPort), translated], reset),
      place(placing, 'deliver', 'client', [is('udp dport', refusalPort), translated], unreachable),
      place(placing, 'leave', 'client', [is('tcp sport', refusalPort), reply, translated], accept),
      place(
        placing,
        'leave',
        'client',
        [
          is('icmp type', icmpError.destinationUnreachable),
          anyBit('ct state', ctState.related),
          reply,
          translated,
        ],
        accept,
      ),
    ]
    return rules
  },
}
