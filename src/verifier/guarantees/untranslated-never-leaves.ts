import { and, FALSE, or } from '../diagram/index.ts'
import { ctKind, has } from '../space/index.ts'
import { byUplink, fromClients, isKnownClient } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { breachesIn } from './part.ts'

/**
 * Nothing leaves by the uplink that is INVALID, or whose source is a client's address and not a translation's doing. INVALID packets are no connection's:
 * no translation is applied to them, and so they bear whatever they had (the transparent-proxy leak of 2014).
 */
export const untranslatedNeverLeaves: Guarantee = {
  id: 'untranslated-never-leaves',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  breaches: ({ space, inbound, outbound }) => {
    const { arena } = space
    const invalid = has(space, 'ct kind', ctKind.invalid)
    return [...inbound.sent, ...outbound.sent].flatMap((flow) => {
      const own = or(arena, isKnownClient(space, 'source'), fromClients(space))
      const kept = flow.binding.source === 'original' ? own : FALSE
      const bad = and(arena, byUplink(space), or(arena, invalid, kept))
      return breachesIn(space, 'leaves', [flow], bad)
    })
  },
}
