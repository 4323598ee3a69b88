import type { Machine } from '../ruleset/index.ts'
import { isSameMachine } from '../ruleset/index.ts'
import { createEngine } from './chain/engine.ts'
import type { Flow } from './chain/flow.ts'
import { mergeFlows } from './chain/flow.ts'
import type { Diagram, DiagramLimits } from './diagram/index.ts'
import {
  and,
  andAll,
  difference,
  exists,
  FALSE,
  not,
  or,
  pickOne,
  withinLimits,
} from './diagram/index.ts'
import type { GatewayFacts } from './facts.ts'
import type { BreachFate } from './guarantees/evidence.ts'
import { settledBits } from './guarantees/part.ts'
import type { Inbound, Outbound } from './path/index.ts'
import { anyEntries, isWhole, traverseInbound, traverseOutbound } from './path/index.ts'
import type { Counterexample } from './result.ts'
import type { Space, SpaceFamily } from './space/index.ts'
import { bindingKey, block, createSpace, has, hasAny, isIpv4, sender } from './space/index.ts'
import { preferences } from './witness/preferences.ts'
import { tell } from './witness/tell.ts'

/**
 * How two machines compare: over all packets, whole ones, as the wire and the gateway itself send them. What counts
 * is where a packet arrives and leaves, and with which addresses; marks and counters do not.
 */
export interface Comparison {
  readonly verdict: 'equal' | 'more' | 'less' | 'incomparable' | 'undecided'
  /** Packets that only the first machine lets through, or lets through so; and only the second. */
  readonly onlyFirst: readonly Counterexample[]
  readonly onlySecond: readonly Counterexample[]
  readonly why: string | null
}

/** `more`: the second lets everything through that the first does, and more. Same machines need no looking at. */
export const compare = (
  first: Machine,
  second: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits> = {},
): Comparison => {
  if (isSameMachine(first, second)) return equal
  const parts = (['ipv4', 'ipv6'] as const).map((family) =>
    withinLimits(() => compareFamily(family, first, second, facts, limits)),
  )
  const beyond = parts.flatMap((part) => (part.kind === 'limit' ? [part] : []))[0]
  if (beyond)
    return {
      verdict: 'undecided',
      onlyFirst: [],
      onlySecond: [],
      why: `the comparison needs more than ${beyond.allowed} ${beyond.limit}`,
    }
  const done = parts.flatMap((part) => (part.kind === 'done' ? [part.value] : []))
  const onlyFirst = done.flatMap((part) => part.onlyFirst)
  const onlySecond = done.flatMap((part) => part.onlySecond)
  if (onlyFirst.length + onlySecond.length === 0) return equal
  if (done.some((part) => part.isOpaque))
    return {
      verdict: 'undecided',
      onlyFirst,
      onlySecond,
      why: 'they differ in what is not understood',
    }
  const verdict =
    onlyFirst.length === 0 ? 'more' : onlySecond.length === 0 ? 'less' : 'incomparable'
  return { verdict, onlyFirst, onlySecond, why: null }
}

const equal: Comparison = { verdict: 'equal', onlyFirst: [], onlySecond: [], why: null }

const compareFamily = (
  family: SpaceFamily,
  first: Machine,
  second: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits>,
) => {
  const space = createSpace(family, [first, second], facts, limits)
  const sides = [first, second].map((machine) => {
    const engine = createEngine(space, machine)
    const question = { order: 'newer-first', entries: anyEntries } as const
    const inbound = traverseInbound(engine, question)
    const outbound = traverseOutbound(engine, question, inbound)
    return { engine, question, inbound, outbound }
  })
  const [left, right] = sides
  if (!left || !right) return { onlyFirst: [], onlySecond: [], isOpaque: false }
  const missing = (here: typeof left, there: typeof left): readonly Counterexample[] =>
    ways.flatMap(({ fate, flowsOf }) =>
      lacking(space, flowsOf(here), flowsOf(there)).flatMap((flow) => {
        const assignment = pickOne(space.arena, flow.set, preferences(space, flow.binding))
        const evidence = { space, ...here }
        return assignment ? [tell(evidence, { breach: { fate, flow }, assignment })] : []
      }),
    )
  return {
    onlyFirst: missing(left, right),
    onlySecond: missing(right, left),
    isOpaque: space.choices.opaque.length > 0,
  }
}

interface Traversed {
  readonly inbound: Inbound
  readonly outbound: Outbound
}

const ways: readonly {
  readonly fate: BreachFate
  readonly flowsOf: (side: Traversed) => readonly Flow[]
}[] = [
  { fate: 'arrives', flowsOf: ({ inbound }) => inbound.delivered },
  { fate: 'leaves', flowsOf: ({ inbound }) => inbound.sent },
  { fate: 'leaves', flowsOf: ({ outbound }) => outbound.sent },
]

/** Of the flows here, what is not there with the same addresses. */
const lacking = (space: Space, here: readonly Flow[], there: readonly Flow[]): readonly Flow[] => {
  const others = new Map(
    plain(space, there).map((flow): [string, Diagram] => [bindingKey(flow.binding), flow.set]),
  )
  return plain(space, here).flatMap((flow) => {
    const set = difference(space.arena, flow.set, others.get(bindingKey(flow.binding)) ?? FALSE)
    return set === FALSE ? [] : [{ ...flow, set }]
  })
}

/**
 * Whatever may happen, whole packets, marks forgotten. ICMP of the other family is no packet that anybody answers, and
 * what the kernel answers over loopback stays on the machine: neither is compared.
 */
const plain = (space: Space, flows: readonly Flow[]): readonly Flow[] => {
  const forgotten = [
    ...space.choices.environment,
    ...space.choices.opaque,
    ...block(space, 'mark'),
    ...block(space, 'ct mark'),
  ]
  const { arena } = space
  const foreign = has(space, 'l4proto', isIpv4(space) ? 58 : 1)
  const looped = and(
    arena,
    hasAny(space, 'sender', [sender.kernel, sender.answer]),
    has(space, 'oif', space.interfaces.loopback),
  )
  const compared = andAll(arena, [
    isWhole(space),
    // x_tables drops what ends in its header; elsewhere no socket takes it.
    has(space, 'cut late', 0),
    not(foreign),
    not(looped),
  ])
  return mergeFlows(
    space,
    flows.map((flow) => ({
      ...flow,
      set: unsettled(space, exists(arena, and(arena, flow.set, compared), forgotten)),
    })),
  )
}

/** Of what begins a connection the status tells which hooks NAT has, and nothing that becomes of the packet. */
const unsettled = (space: Space, set: Diagram): Diagram => {
  const { arena } = space
  const first = has(space, 'ct first', 1)
  return or(
    arena,
    and(arena, set, not(first)),
    exists(arena, and(arena, set, first), settledBits(space)),
  )
}
