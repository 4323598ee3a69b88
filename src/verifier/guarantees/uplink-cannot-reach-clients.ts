import { and } from '../diagram/index.ts'
import { byClients, fromUplink } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { breachesIn } from './part.ts'

/** No packet entering by the uplink arrives at a client. */
export const uplinkCannotReachClients: Guarantee = {
  id: 'uplink-cannot-reach-clients',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  breaches: ({ space, inbound }) =>
    breachesIn(
      space,
      'leaves',
      inbound.sent,
      and(space.arena, fromUplink(space), byClients(space)),
    ),
}
