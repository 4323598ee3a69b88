import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, FALSE, not, or, orAll } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import {
  ctKind,
  destinationBlocks,
  has,
  hasAny,
  icmpProtocol,
  isIpv4,
  netFamily,
} from '../space/index.ts'
import { fromClients, fromUplink, isDns, isOpenToClients, isService, isUdp } from './classes.ts'
import type { Evidence } from './evidence.ts'
import type { Guarantee } from './guarantee.ts'
import { arrivesAtNamedSocket, arrivesAtTor, breachesIn } from './part.ts'

/**
 * Clients reach Tor's listeners and nothing else on the gateway, and the listeners by translation only, their own
 * connections to a SOCKS port aside. The uplink reaches nothing that the policy does not open. Nothing that enters
 * elsewhere than by a client's interface reaches Tor's listeners.
 */
export const gatewayClosed: Guarantee = {
  id: 'gateway-closed',
  kind: 'forbids',
  families: ['ipv4', 'ipv6'],
  breaches: (evidence) => [...ofClients(evidence), ...ofOthers(evidence)],
}

const ofClients = ({ space, inbound }: Evidence) => {
  const { arena } = space
  const open = isOpenToClients(space)
  return inbound.delivered.flatMap((flow) => {
    const plain = flow.binding.destination === 'original'
    const own = and(arena, has(space, 'facing', 1), not(isDns(space)))
    const forbidden = or(
      arena,
      not(arrivesAtNamedSocket(space, flow)),
      and(arena, plain ? has(space, 'ct direction', 0) : own, not(open)),
    )
    return breachesIn(space, 'arrives', within(space, flow, fromClients(space)), forbidden)
  })
}

const ofOthers = ({ space, inbound }: Evidence) => {
  const { arena } = space
  return inbound.delivered.flatMap((flow) => {
    const tor = arrivesAtTor(space, flow)
    const unasked = and(arena, fromUplink(space), not(openToUplink(space, flow)))
    const forbidden = and(arena, not(fromClients(space)), or(arena, tor, unasked))
    return breachesIn(space, 'arrives', [flow], forbidden)
  })
}

/** Answers to what the gateway began, errors about it, services, and what keeps the uplink itself alive. */
const openToUplink = (space: Space, { binding }: Flow): Diagram => {
  const { arena, facts } = space
  const { port } = destinationBlocks(binding)
  const answers = and(
    arena,
    has(space, 'ct kind', ctKind.established),
    has(space, 'ct direction', 1),
  )
  const errors = andAll(arena, [
    has(space, 'ct kind', ctKind.related),
    has(space, 'l4proto', icmpProtocol(space)),
    hasAny(space, 'icmp type', isIpv4(space) ? [3, 11, 12] : [1, 2, 3, 4]),
  ])
  const dhcp =
    facts.egress.dhcpClient && isIpv4(space)
      ? andAll(arena, [isUdp(space), has(space, 'source port', 67), has(space, port, 68)])
      : FALSE
  const neighbours =
    !isIpv4(space) && facts.egress.families.includes(netFamily(space))
      ? and(
          arena,
          has(space, 'l4proto', 58),
          hasAny(space, 'icmp type', [130, 131, 132, 133, 134, 135, 136, 143]),
        )
      : FALSE
  const services = isService(space, facts.services.uplink, port)
  return orAll(arena, [answers, errors, dhcp, neighbours, services])
}
