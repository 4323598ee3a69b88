import { and } from '../diagram/index.ts'
import { byClients, fromClients } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { breachesIn } from './part.ts'

/** Nothing from one client arrives at another. */
export const clientsIsolated: Guarantee = {
  id: 'clients-isolated',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  breaches: ({ space, inbound }) =>
    breachesIn(
      space,
      'leaves',
      inbound.sent,
      and(space.arena, fromClients(space), byClients(space)),
    ),
}
