import { and, andAll, FALSE, not, or } from '../diagram/index.ts'
import { answered } from './answered.ts'
import { fromClients, isDns, isLocalNetwork, isOpenToClients, isSpoofed, isUdp } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { survivors } from './part.ts'

/**
 * Client UDP other than to port 53 is dropped, and silently: nothing is answered, unless the policy asks for a
 * reject. What the policy opens to clients is left out, and so is a forged source, which `no-spoofing` judges.
 */
export const udpDropped: Guarantee = {
  id: 'udp-dropped',
  kind: 'forbids',
  families: ['ipv4'],
  assumptions: ['accept_source_route is off'],
  breaches: (evidence) => {
    const { space } = evidence
    const { arena } = space
    const { udp, localNetworks } = space.facts.disposition
    const set = andAll(arena, [
      fromClients(space),
      isUdp(space),
      not(isDns(space)),
      not(isOpenToClients(space)),
      not(isSpoofed(space)),
    ])
    const loud = or(
      arena,
      udp === 'reject' ? not(isLocalNetwork(space)) : FALSE,
      localNetworks === 'reject' ? isLocalNetwork(space) : FALSE,
    )
    return [...survivors(evidence, set), ...answered(evidence, and(arena, set, not(loud)))]
  },
}
