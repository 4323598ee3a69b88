import { and } from '../diagram/index.ts'
import { destinationBlocks, has } from '../space/index.ts'
import { isQuery } from './classes.ts'
import type { Guarantee } from './guarantee.ts'
import {
  answersFrom,
  isTakenTo,
  notArriving,
  notContinuing,
  notLeaving,
  translatedToTor,
  wellFormed,
} from './part.ts'

/**
 * Every client UDP packet to port 53 that has room for a DNS header, whatever its destination, arrives at the DNSPort;
 * and what answers it leaves by the client's interface.
 */
export const dnsReachesTor: Guarantee = {
  id: 'dns-reaches-tor',
  kind: 'promises',
  families: ['ipv4'],
  notAsked: ({ space }) =>
    space.facts.disposition.dns === 'tor' ? null : 'the policy sends no DNS to Tor',
  breaches: (evidence) => {
    const { space } = evidence
    const promised = and(space.arena, wellFormed(space), isQuery(space))
    const arriving = notArriving(evidence, promised, ({ binding }) =>
      has(space, destinationBlocks(binding).port, space.facts.tor.dnsPort),
    )
    const answers = answersFrom(evidence, 17, space.facts.tor.dnsPort, true)
    const taken = isTakenTo(space, space.facts.tor.dnsPort)
    return [
      ...arriving,
      ...notContinuing(evidence, promised, translatedToTor, taken),
      ...notLeaving(evidence, answers),
    ]
  },
}
