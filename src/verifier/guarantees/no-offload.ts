import { fromClients } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { happened } from './part.ts'

/** No client packet reaches a `flow add`: what is in a flowtable skips every hook but ingress. */
export const noOffload: Guarantee = {
  id: 'no-offload',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  breaches: ({ space, inbound }) =>
    happened(space, inbound.happenings, 'offload', 'is offloaded', fromClients(space)),
}
