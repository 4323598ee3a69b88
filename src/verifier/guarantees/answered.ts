import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  exists,
  FALSE,
  not,
  or,
  orAll,
  restrict,
  support,
  variable,
} from '../diagram/index.ts'
import type { Happening } from '../path/index.ts'
import { ofSender, statusBit } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import {
  addressType,
  block,
  ctKind,
  ctStatusBit,
  destinationBlocks,
  has,
  hasAny,
  hasEntry,
  icmpProtocol,
  isIpv4,
  sender,
} from '../space/index.ts'
import { byClients } from './classes.ts'
import type { Breach, Evidence } from './evidence.ts'
import { arrivesAtNamedSocket, breachesIn } from './part.ts'

/**
 * Types of ICMP errors by what draws them (RFC 792, RFC 4443): routing, from a hop limit to a bad option; a fragment
 * that waits too long (`ip_expire`, `ip6frag_expire_frag_queue`); a reject (`nf_send_unreach`, `nf_send_unreach6`).
 */
const errorTypes = {
  ipv4: { routing: [3, 4, 5, 11, 12], waiting: [11], reject: [3] },
  ipv6: { routing: [1, 2, 3, 4], waiting: [3, 4], reject: [1] },
} as const

/**
 * The packets of a class that are dropped, but not in silence: a reject answers them, or they get so far that the
 * kernel answers by itself (a hop limit, no route, a reassembly that takes too long), and the answer gets out to a
 * client.
 */
export const answered = (evidence: Evidence, set: Diagram): readonly Breach[] => {
  const { space, inbound, outbound } = evidence
  const { arena } = space
  const types = errorTypes[isIpv4(space) ? 'ipv4' : 'ipv6']
  const toClients = ofSender(space, outbound.sent, sender.kernel).flatMap((flow) =>
    within(space, flow, byClients(space)),
  )
  const isIcmp = has(space, 'l4proto', icmpProtocol(space))
  const errors = (among: readonly number[]): readonly Flow[] =>
    toClients.flatMap((flow) =>
      within(space, flow, and(arena, isIcmp, hasAny(space, 'icmp type', among))),
    )
  const resets = toClients.flatMap((flow) => within(space, flow, not(isIcmp)))
  const drawn = (kind: Happening['kind']): readonly Flow[] =>
    inbound.happenings.filter((each) => each.kind === kind).map((each) => each.flow)
  const answers = (flows: readonly Flow[], answering: readonly Flow[]): readonly Breach[] =>
    breachesIn(space, 'is answered', flows, and(arena, set, drawing(space, answering)))

  return [
    ...answers(noisy(evidence), errors(types.routing)),
    // A fragment that waits belongs to nothing yet: what is said of it may be said of any connection.
    ...(errors(types.waiting).length > 0
      ? breachesIn(space, 'is answered', drawn('held-fragment'), set)
      : []),
    ...answers(drawn('reject-icmp'), errors(types.reject)),
    ...answers(drawn('reject-tcp-reset'), resets),
  ]
}

/**
 * What the kernel may answer with an error of its own: what routing sends elsewhere, packets with options, and what
 * arrives where nobody listens. What arrives at its socket, or ends in INPUT, draws none.
 */
const noisy = ({ space, inbound }: Evidence): readonly Flow[] => [
  ...inbound.routed.flatMap((flow) => within(space, flow, not(isForUs(space, flow)))),
  ...inbound.delivered.flatMap((flow) =>
    within(space, flow, not(arrivesAtNamedSocket(space, flow))),
  ),
]

/** For an address of the gateway's own, without options: of IPv6 none, since an extension may be one that nobody knows. */
const isForUs = (space: Space, { binding }: Flow): Diagram =>
  isIpv4(space)
    ? and(
        space.arena,
        has(space, destinationBlocks(binding).type, addressType.local),
        has(space, 'ip hdrlength', 5),
      )
    : FALSE

/**
 * The packets that draw one of these answers. The kernel attaches an answer to the connection of what it answers, as
 * RELATED and of the other direction (`nf_ct_attach`, `icmp_glue_bits`), so that an answer which gets out only for
 * translated connections answers no others. What is of no connection may be quoted as if it were of any.
 */
const drawing = (space: Space, answers: readonly Flow[]): Diagram => {
  if (answers.length === 0) return FALSE
  const { arena } = space
  const [direction] = block(space, 'ct direction')
  const [translated] = support(arena, statusBit(space, ctStatusBit.dnat))
  const others = [...space.blocks.of.values()]
    .flat()
    .filter((bit) => bit !== direction && bit !== translated)
  const about = orAll(
    arena,
    answers.map(({ set }) =>
      exists(arena, and(arena, set, has(space, 'ct kind', ctKind.related)), [
        ...others,
        ...space.choices.environment,
      ]),
    ),
  )
  const turnedFrom = (isReply: boolean): Diagram =>
    direction === undefined
      ? about
      : and(
          arena,
          restrict(arena, about, [{ variable: direction, value: isReply }]),
          isReply ? not(variable(arena, direction)) : variable(arena, direction),
        )
  const ofConnections = andAll(arena, [
    hasEntry(space),
    or(arena, turnedFrom(true), turnedFrom(false)),
  ])
  return or(arena, ofConnections, not(hasEntry(space)))
}
