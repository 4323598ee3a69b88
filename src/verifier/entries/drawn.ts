import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram, Variable } from '../diagram/index.ts'
import {
  and,
  andAll,
  compose,
  exists,
  FALSE,
  not,
  or,
  orAll,
  rename,
  variable,
} from '../diagram/index.ts'
import type { Happening, Inbound } from '../path/index.ts'
import { connectionBits, hasOptions, inZone, untrackedYet } from '../path/index.ts'
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
  sourceBlocks,
} from '../space/index.ts'
import { allBut, bitsOf, statusBits } from './blocks.ts'
import { isRoutable } from './first-packets.ts'

/** How a client's packet comes to be answered by the kernel. */
export type Cause = 'onward' | 'options' | 'delivered' | 'fragment' | 'reject' | 'reset'

export interface Drawing {
  readonly cause: Cause
  readonly flow: Flow
}

/**
 * The clients' packets that an ICMP error or a reset may answer: those that are to go on (a hop limit, no route, a
 * neighbour that is not there), those with options, those delivered where nobody listens, fragments that wait too
 * long, and those that a rule rejects.
 */
export const drawings = (space: Space, inbound: Inbound): readonly Drawing[] => {
  const { arena } = space
  const clients = inZone(space, 'iif', 'clients')
  const routable = (flow: Flow, way: 'in' | 'onward'): Diagram =>
    and(arena, clients, isRoutable(space, flow, way))
  const of = (cause: Cause, flows: readonly Flow[], set: (flow: Flow) => Diagram) =>
    flows.flatMap((flow) => within(space, flow, set(flow)).map((each) => ({ cause, flow: each })))
  const after = (kind: Happening['kind']): readonly Flow[] =>
    inbound.happenings.filter((each) => each.kind === kind).map(({ flow }) => flow)
  const isOnward = (flow: Flow): Diagram =>
    and(
      arena,
      routable(flow, 'onward'),
      not(
        hasAny(space, destinationBlocks(flow.binding).type, [
          addressType.local,
          addressType.broadcast,
        ]),
      ),
    )
  const isOdd = (flow: Flow): Diagram =>
    isIpv4(space) ? and(arena, routable(flow, 'in'), hasOptions(space)) : FALSE
  return [
    ...of('onward', [...inbound.routed, ...inbound.left], isOnward),
    ...of('options', inbound.routed, isOdd),
    ...of('delivered', inbound.delivered, () => clients),
    ...of('fragment', after('held-fragment'), () => clients),
    ...of('reject', after('reject-icmp'), () => clients),
    ...of('reset', after('reject-tcp-reset'), () => clients),
  ]
}

/** Types of error that the kernel sends, of IPv4 and IPv6 (RFC 792, RFC 4443). */
const errorTypes = { ipv4: [3, 4, 5, 11, 12], ipv6: [1, 2, 3, 4], arp: [] } as const

/**
 * What the kernel sends because of them. An answer to a packet that has an entry belongs to it from the start, as
 * RELATED, and goes the other way (`nf_ct_attach`); any other meets conntrack as if it had come by itself.
 */
export const drawnBy = (space: Space, list: readonly Drawing[]): Diagram => {
  const { arena } = space
  const to = (isReset: boolean): Diagram =>
    orAll(
      arena,
      list
        .filter(({ cause }) => (cause === 'reset') === isReset)
        .map(({ cause, flow }) => answerTo(space, flow, cause)),
    )
  const icmp = and(
    arena,
    has(space, 'l4proto', icmpProtocol(space)),
    hasAny(space, 'icmp type', errorTypes[space.family]),
  )
  const reset = and(arena, has(space, 'l4proto', 6), hasAny(space, 'tcp flags', [0x04, 0x14]))
  return or(arena, and(arena, icmp, to(false)), and(arena, reset, to(true)))
}

/** Where an answer to these packets goes, and the connection that it has. */
const answerTo = (space: Space, { set, binding }: Flow, cause: Cause): Diagram => {
  const { arena } = space
  const source = sourceBlocks(binding).address
  const connection = connectionBits(space)
  const plain = exists(arena, set, allBut(space, [...block(space, source), ...connection]))
  const goes = rename(
    arena,
    plain,
    block(space, source).map((bit, index): readonly [Variable, Variable] => [
      bit,
      block(space, 'destination')[index] ?? bit,
    ]),
  )
  const direction = block(space, 'ct direction').map(
    (bit) => [bit, not(variable(arena, bit))] as const,
  )
  const entry = and(arena, goes, hasEntry(space))
  const turned = compose(
    arena,
    exists(arena, entry, [...bitsOf(space, ['ct kind', 'ct first']), ...laterBits(space, cause)]),
    direction,
  )
  const attached = andAll(arena, [
    turned,
    has(space, 'ct kind', ctKind.related),
    has(space, 'ct first', 0),
  ])
  const without = exists(arena, and(arena, goes, not(hasEntry(space))), connection)
  return or(arena, attached, and(arena, without, untrackedYet(space)))
}

/** What arrived or left is confirmed by then. */
const laterBits = (space: Space, cause: Cause): readonly Variable[] =>
  cause === 'delivered' || cause === 'onward' ? statusBits(space, ctStatusBit.confirmed) : []
