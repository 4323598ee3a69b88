import { within } from '../chain/flow.ts'
import { and, FALSE, not } from '../diagram/index.ts'
import { hasAny } from '../space/index.ts'
import { fromClients, unclassifiedNames } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { arrivesAtNamedSocket, breachesIn, happened } from './part.ts'

/**
 * No client packet escapes: none, translated or not, survives to any interface but loopback, reaches a local socket
 * that the policy does not name, enters a flowtable, or is queued, duplicated or forwarded by a statement.
 */
export const noClientEscape: Guarantee = {
  id: 'no-client-escape',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  assumptions: ['accept_source_route is off'],
  doubt: ({ space, inbound }) => {
    const names = unclassifiedNames(space)
    const escaping = names.filter((name) =>
      inbound.sent.some(
        ({ set }) =>
          and(space.arena, set, hasAny(space, 'iif', space.interfaces.matching(name))) !== FALSE,
      ),
    )
    return escaping.length === 0
      ? null
      : `the ruleset names ${escaping.join(', ')}, which no fact gives to anybody: what enters there leaves`
  },
  breaches: ({ space, inbound }) => {
    const clients = fromClients(space)
    return [
      ...breachesIn(space, 'leaves', inbound.sent, clients),
      ...happened(space, inbound.happenings, 'offload', 'is offloaded', clients),
      ...happened(space, inbound.happenings, 'queue', 'is queued', clients),
      ...happened(space, inbound.happenings, 'duplicate', 'is duplicated', clients),
      ...happened(space, inbound.happenings, 'forward', 'is duplicated', clients),
      ...happened(space, inbound.happenings, 'synproxy', 'is taken', clients),
      ...inbound.delivered.flatMap((flow) =>
        breachesIn(
          space,
          'arrives',
          within(space, flow, clients),
          not(arrivesAtNamedSocket(space, flow)),
        ),
      ),
    ]
  },
}
