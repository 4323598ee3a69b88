import { and, andAll, masked, not, or, orAll } from '../diagram/index.ts'
import { addressType, block, destinationBlocks, has, untranslated } from '../space/index.ts'
import { isLocalNetwork, isSocks, isTcp } from './classes.ts'
import type { Breach, Evidence } from './evidence.ts'
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

/** FIN, SYN, RST and ACK, of which an opening packet has SYN alone (RFC 9293, section 3.1). */
const handshake = 0x17n
const syn = 0x02n
const acknowledgement = 0x10n

/**
 * Every TCP packet that opens a connection from a client to a permitted destination arrives at the TransPort, or at
 * the SOCKS port that it is addressed to on the gateway; so does what follows it; and what answers leaves by the
 * client's interface.
 */
export const tcpReachesTor: Guarantee = {
  id: 'tcp-reaches-tor',
  kind: 'promises',
  families: ['ipv4'],
  notAsked: ({ space }) =>
    space.facts.disposition.tcp === 'tor' ? null : 'the policy sends no TCP to Tor',
  breaches: (evidence) => {
    const { space } = evidence
    const { arena, facts } = space
    const opening = andAll(arena, [
      wellFormed(space),
      isTcp(space),
      masked(arena, block(space, 'tcp flags'), handshake, syn),
    ])
    const abroad = and(arena, has(space, 'type', addressType.unicast), not(isLocalNetwork(space)))
    const promised = and(
      arena,
      opening,
      or(arena, abroad, and(arena, isSocks(space), has(space, 'type', addressType.local))),
    )
    const answers = orAll(arena, [
      answersFrom(evidence, 6, facts.tor.transPort, true),
      ...facts.tor.socksPorts.map((port) => answersFrom(evidence, 6, port, false)),
    ])
    const arriving = notArriving(evidence, promised, ({ binding }) => {
      const { port } = destinationBlocks(binding)
      return or(
        arena,
        and(arena, has(space, port, facts.tor.transPort), not(isSocks(space))),
        and(
          arena,
          isSocks(space),
          orAll(
            arena,
            facts.tor.socksPorts.map((each) =>
              and(arena, has(space, 'destination port', each), has(space, port, each)),
            ),
          ),
        ),
      )
    })
    return [...arriving, ...continued(evidence), ...notLeaving(evidence, answers)]
  },
}

/** An acknowledgement, as any segment of a connection is once it is open. */
const continued = (evidence: Evidence): readonly Breach[] => {
  const { space } = evidence
  const { arena, facts } = space
  const segment = andAll(arena, [
    wellFormed(space),
    isTcp(space),
    masked(arena, block(space, 'tcp flags'), handshake, acknowledgement),
  ])
  const abroad = and(arena, has(space, 'type', addressType.unicast), not(isLocalNetwork(space)))
  const toSocks = and(arena, isSocks(space), has(space, 'type', addressType.local))
  return [
    ...notContinuing(
      evidence,
      and(arena, segment, abroad),
      translatedToTor,
      isTakenTo(space, facts.tor.transPort),
    ),
    ...notContinuing(evidence, and(arena, segment, toSocks), untranslated, toSocks),
  ]
}
