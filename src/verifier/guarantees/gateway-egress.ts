import type { Flow } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, FALSE, not, or, orAll } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import { ctKind, destinationBlocks, has, isIpv4, netFamily, sender } from '../space/index.ts'
import { byUplink, isService, isUdp } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { breachesIn } from './part.ts'

/**
 * The gateway's own traffic leaves by the uplink as the policy says: freely, only as Tor's user, or not at all; and
 * only of the families that it names. Packets without a socket bear no user: `skuid X` and `skuid != X` miss them.
 */
export const gatewayEgress: Guarantee = {
  id: 'gateway-egress',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  notAsked: ({ space }) =>
    space.facts.egress.kind === 'tor-only' && space.facts.tor.uid === null
      ? "Tor's uid is not known"
      : null,
  breaches: ({ space, outbound }) => {
    const { arena } = space
    const own = and(arena, has(space, 'sender', sender.own), byUplink(space))
    return outbound.sent.flatMap((flow) =>
      breachesIn(space, 'leaves', [flow], and(arena, own, not(permitted(space, flow)))),
    )
  },
}

const permitted = (space: Space, flow: Flow): Diagram => {
  const { arena, facts } = space
  const { egress } = facts
  if (!egress.families.includes(netFamily(space))) return FALSE
  if (egress.kind === 'direct') return not(FALSE)
  const ofTor =
    egress.kind === 'tor-only' && facts.tor.uid !== null
      ? and(arena, has(space, 'has socket', 1), has(space, 'skuid', facts.tor.uid))
      : FALSE
  return orAll(arena, [ofTor, servedToUplink(space), dhcp(space, flow)])
}

/** Answers of the services that the policy opens to the uplink. */
const servedToUplink = (space: Space): Diagram =>
  andAll(space.arena, [
    has(space, 'ct direction', 1),
    or(
      space.arena,
      has(space, 'ct kind', ctKind.established),
      has(space, 'ct kind', ctKind.related),
    ),
    isService(space, space.facts.services.uplink, 'source port', 'destination'),
  ])

const dhcp = (space: Space, { binding }: Flow): Diagram =>
  space.facts.egress.dhcpClient && isIpv4(space)
    ? andAll(space.arena, [
        isUdp(space),
        has(space, 'source port', 68),
        has(space, destinationBlocks(binding).port, 67),
      ])
    : FALSE
