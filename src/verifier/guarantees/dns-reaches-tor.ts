import { and } from '../diagram/index.ts'
import { destinationBlocks, has } from '../space/index.ts'
import { isDns } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import { notArriving, wellFormed } from './part.ts'

/** Every client UDP packet to port 53, whatever its destination, arrives at the DNSPort. */
export const dnsReachesTor: Guarantee = {
  id: 'dns-reaches-tor',
  kind: 'promises',
  families: ['ipv4'],
  notAsked: ({ space }) =>
    space.facts.disposition.dns === 'tor' ? null : 'the policy sends no DNS to Tor',
  breaches: (evidence) => {
    const { space } = evidence
    const promised = and(space.arena, wellFormed(space), isDns(space))
    return notArriving(evidence, promised, ({ binding }) =>
      has(space, destinationBlocks(binding).port, space.facts.tor.dnsPort),
    )
  },
}
