import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram, FieldInterval } from '../diagram/index.ts'
import { and, andAll, FALSE, not, or, orAll, valuesOf } from '../diagram/index.ts'
import type { Evidence } from '../guarantees/evidence.ts'
import { ofSender } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import { block, ctKind, destinationBlocks, has, portedProtocols, sender } from '../space/index.ts'
import { certaintyOf, isFresh } from './certainty.ts'
import { arrivingAt, enteringBy, leavingBy } from './ends.ts'
import type { End, Reach, ReachCell, Traffic, Zone } from './result.ts'

/** Protocols, ranges of ports, and ranges of uids that are told of one cell. */
const TOLD_MAX = 6

/** Who reaches what: every sender by every end. */
export const reachOf = (evidence: Evidence, ends: readonly End[]): readonly Reach[] => [
  ...(['clients', 'uplink', 'others'] as const).map((from) => ofZone(evidence, ends, from)),
  ofGateway(evidence, ends),
]

const ofZone = ({ space, inbound }: Evidence, ends: readonly End[], from: Zone): Reach => {
  const entered = enteringBy(space, from)
  const delivered = inbound.delivered.flatMap((flow) => within(space, flow, entered))
  const sent = inbound.sent.flatMap((flow) => within(space, flow, entered))
  return {
    from,
    cells: ends.map((end) =>
      end.kind === 'zone'
        ? cell(space, by(space, sent, end.zone), 'told')
        : cell(
            space,
            delivered.flatMap((flow) => within(space, flow, arrivingAt(space, end, ends, flow))),
            end.kind === 'socket' ? 'told' : 'known',
          ),
    ),
  }
}

/** What the gateway's own programs send. What they reach on the gateway itself goes by loopback, and is not asked. */
const ofGateway = ({ space, outbound }: Evidence, ends: readonly End[]): Reach => {
  const own = ofSender(space, outbound.sent, sender.own)
  return {
    from: 'gateway',
    cells: ends.map((end) => {
      if (end.kind !== 'zone') return null
      const flows = by(space, own, end.zone)
      const begun = flows.map(({ set }) => and(space.arena, set, isFresh(space)))
      return { ...cell(space, flows, 'told'), uids: uidsIn(space, begun) }
    }),
  }
}

const by = (space: Space, flows: readonly Flow[], zone: Zone): readonly Flow[] =>
  flows.flatMap((flow) => within(space, flow, leavingBy(space, zone)))

const cell = (space: Space, flows: readonly Flow[], ports: 'told' | 'known'): ReachCell => {
  const { arena } = space
  const answer = isAnswer(space)
  const fresh = isFresh(space)
  const begun = flows.flatMap((flow) => within(space, flow, fresh))
  const { what, hasMore } =
    ports === 'told' ? trafficIn(space, begun) : { what: [], hasMore: false }
  return {
    begins: certaintyOf(
      space,
      begun.map(({ set }) => set),
    ),
    goesOn: certaintyOf(
      space,
      flows.map(({ set }) => andAll(arena, [set, not(answer), not(fresh)])),
    ),
    answers: certaintyOf(
      space,
      flows.map(({ set }) => and(arena, set, answer)),
    ),
    what,
    hasMore,
    uids: null,
  }
}

const isAnswer = (space: Space): Diagram =>
  or(
    space.arena,
    and(space.arena, has(space, 'ct kind', ctKind.established), has(space, 'ct direction', 1)),
    has(space, 'ct kind', ctKind.related),
  )

/** The protocols in some flows, and of TCP and UDP the ports. */
const trafficIn = (space: Space, flows: readonly Flow[]) => {
  const protocols = valuesIn(space, flows, () => 'l4proto')
  const numbers = protocols.intervals.flatMap(([first, last]) => {
    const count = Math.min(Number(last - first) + 1, TOLD_MAX + 1)
    return Array.from({ length: count }, (_, index) => Number(first) + index)
  })
  // What everything may use says more as "anything" than as the first of 256 numbers.
  const isAll = protocols.intervals.some(([first, last]) => first === 0n && last === 255n)
  if (isAll) return { what: [], hasMore: true }
  const what = numbers.slice(0, TOLD_MAX).flatMap((protocol): readonly Traffic[] => {
    if (!portedProtocols.includes(protocol)) return [{ protocol, ports: null }]
    const of = flows.flatMap((flow) => within(space, flow, has(space, 'l4proto', protocol)))
    const ports = valuesIn(space, of, ({ binding }) => destinationBlocks(binding).port)
    const told = ports.intervals.map(
      ([first, last]): Traffic => ({
        protocol,
        ports: first === 0n && last === 0xffffn ? null : { first, last },
      }),
    )
    return ports.isComplete ? told : [...told, { protocol, ports: null }]
  })
  return {
    what: what.slice(0, TOLD_MAX),
    hasMore: !protocols.isComplete || what.length > TOLD_MAX || numbers.length > TOLD_MAX,
  }
}

/** The values of a block in any of these flows. */
const valuesIn = (space: Space, flows: readonly Flow[], name: (flow: Flow) => string) => {
  const { arena } = space
  const byName = new Map<string, Diagram[]>()
  for (const flow of flows) byName.set(name(flow), [...(byName.get(name(flow)) ?? []), flow.set])
  const found = [...byName].map(([each, sets]) =>
    valuesOf(arena, orAll(arena, sets), block(space, each), TOLD_MAX),
  )
  const isComplete = found.every((each) => each.isComplete)
  const intervals = joined(found.flatMap((each) => each.intervals))
  return {
    intervals: intervals.slice(0, TOLD_MAX),
    isComplete: isComplete && intervals.length <= TOLD_MAX,
  }
}

const joined = (intervals: readonly FieldInterval[]): readonly FieldInterval[] => {
  const sorted = [...intervals].sort(([left], [right]) =>
    left < right ? -1 : left > right ? 1 : 0,
  )
  const all: [bigint, bigint][] = []
  for (const [first, last] of sorted) {
    const before = all.at(-1)
    if (before && first <= before[1] + 1n) before[1] = last > before[1] ? last : before[1]
    else all.push([first, last])
  }
  return all
}

/** The uids of whose sockets these packets may be; null where any may, or where too many are to be told. */
const uidsIn = (space: Space, sets: readonly Diagram[]) => {
  const { arena } = space
  const owned = andAll(arena, [orAll(arena, sets), has(space, 'has socket', 1)])
  if (owned === FALSE) return []
  const { intervals, isComplete } = valuesOf(arena, owned, block(space, 'skuid'), TOLD_MAX)
  const isAny = intervals.some(([first, last]) => first === 0n && last === 0xffff_ffffn)
  return isAny || !isComplete ? null : intervals.map(([first, last]) => ({ first, last }))
}
