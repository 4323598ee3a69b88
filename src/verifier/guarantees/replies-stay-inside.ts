import { andAll, not } from '../diagram/index.ts'
import { hasAny, sender } from '../space/index.ts'
import { byClients, byLoopback } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { breachesIn } from './part.ts'

/**
 * Whatever the gateway sends in answer to a client packet, at once or later, leaves by a client's interface or not
 * at all: also when that interface, its route or the connection's entry is gone by then.
 */
export const repliesStayInside: Guarantee = {
  id: 'replies-stay-inside',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  assumptions: ['accept_source_route is off'],
  breaches: ({ space, outbound }) =>
    breachesIn(
      space,
      'leaves',
      outbound.sent,
      andAll(space.arena, [
        hasAny(space, 'sender', [sender.kernel, sender.answer]),
        not(byClients(space)),
        not(byLoopback(space)),
      ]),
    ),
}
