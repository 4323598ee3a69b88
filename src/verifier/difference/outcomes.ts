import type { Flow } from '../chain/flow.ts'
import type { Diagram, Variable } from '../diagram/index.ts'
import {
  and,
  andAll,
  difference,
  exists,
  FALSE,
  fieldsEqual,
  not,
  or,
  orAll,
} from '../diagram/index.ts'
import type { Happening, Order, Question } from '../path/index.ts'
import { connectionBits, interfaceLaw, sendThrough, traverseInbound } from '../path/index.ts'
import type { Binding, Space } from '../space/index.ts'
import { block, ctKind, firstBlock, has, untrackedKinds } from '../space/index.ts'
import { entriesOf, isLater, isRemembered, packetsFrom } from './packets.ts'
import type { DifferenceKind, Origin } from './result.ts'
import type { Pair, Side } from './world.ts'

/** By which way packets come out: at a socket here, or by an interface. */
export const ways = ['arrives', 'leaves'] as const
export type Way = (typeof ways)[number]

/** Where an event happens: before the way out is known, or after. */
export type Phase = 'early' | 'late'

/** What becomes of all packets of one origin in one machine; for whom all states of conntrack are told. */
export interface Outcomes {
  readonly flows: Readonly<Record<Way, readonly Flow[]>>
  readonly events: readonly Event[]
}

export interface Event {
  readonly kind: DifferenceKind
  readonly phase: Phase
  readonly flow: Flow
}

/**
 * The packets that there are, as they come in, without what was made of them; and the way out, where one is chosen.
 */
export type Lawful = Readonly<Record<Way | Phase, Diagram>>

export const outcomesOf = (pair: Pair, side: Side, origin: Origin, order: Order): Outcomes => {
  const question: Question = { order, entries: entriesOf(pair), rewritesOlder: pair.hasNat }
  const packets = packetsFrom(pair, origin)
  const { engine } = side
  if (origin === 'gateway') {
    const { sent, happenings } = sendThrough(engine, question, packets)
    return { flows: { arrives: [], leaves: sent }, events: happenings.flatMap(eventOf) }
  }
  const { delivered, sent, happenings } = traverseInbound(engine, question, packets)
  if (origin !== 'loopback')
    return { flows: { arrives: delivered, leaves: sent }, events: happenings.flatMap(eventOf) }
  // What looped back began its connection on its way out, and stays here.
  const arrives = delivered.map((flow) => later(pair.space, flow))
  return { flows: { arrives, leaves: [] }, events: happenings.flatMap(eventOf) }
}

const later = (space: Space, flow: Flow): Flow => ({
  ...flow,
  set: and(space.arena, flow.set, isLater(space)),
})

/** Null: no outcome by itself. The mark of a connection is looked at where its packet comes out. */
const eventKinds: Readonly<Record<Happening['kind'], DifferenceKind | null>> = {
  'marks-connection': null,
  offload: 'offload',
  duplicate: 'duplicate',
  forward: 'forward',
  queue: 'queue',
  synproxy: 'synproxy',
  tproxy: 'tproxy',
  'reject-tcp-reset': 'answer',
  'reject-icmp': 'answer',
  'held-fragment': 'fragment',
}

const eventOf = ({ hook, kind, flow }: Happening): readonly Event[] => {
  const outcome = eventKinds[kind]
  const phase = ['ingress', 'prerouting', 'input'].includes(hook) ? 'early' : 'late'
  return outcome === null ? [] : [{ kind: outcome, phase, flow }]
}

/** What comes out of the machine without rules is all that there is: any of it may come out anywhere with rules. */
export const lawfulOf = (pair: Pair, origin: Origin): Lawful => {
  const { space } = pair
  const { flows } = outcomesOf(pair, pair.open, origin, 'newer-first')
  const inputs = orAll(
    space.arena,
    ways.flatMap((way) => flows[way].map(({ set }) => asItCame(pair, origin, settled(space, set)))),
  )
  if (origin === 'gateway') return { arrives: FALSE, leaves: inputs, early: FALSE, late: inputs }
  const anywhere = exists(space.arena, inputs, bitsOf(space, ['oif', 'oif group']))
  const here = and(space.arena, anywhere, has(space, 'oif', 0))
  const away = and(space.arena, anywhere, interfaceLaw(space, 'oif', false))
  return { arrives: here, leaves: away, early: here, late: away }
}

/** The status of a connection that only begins says what was made of its first packet: it is no part of how that came. */
const settled = (space: Space, set: Diagram): Diagram => {
  const { arena } = space
  const first = has(space, 'ct first', 1)
  const status = block(space, 'ct status')
  return or(
    arena,
    difference(arena, set, first),
    and(arena, exists(arena, and(arena, set, first), status), first),
  )
}

/**
 * A flow with all states of conntrack that its packets could have. Where conntrack is off, or a rule kept a packet from
 * it, the machine does the same whatever the state would be; the other machine may look at it.
 */
export const withStates = (pair: Pair, side: Side, flow: Flow, lawful: Diagram): Flow => {
  const { space } = pair
  const { arena } = space
  if (!pair.isTracked) return { ...flow, set: and(arena, settled(space, flow.set), lawful) }
  const free = side.isTracked
    ? andAll(arena, [flow.set, has(space, 'ct kind', ctKind.untracked), not(untrackedKinds(space))])
    : flow.set
  const opened = exists(arena, free, [
    ...connectionBits(space),
    ...(firstBlock(space, 'ct mark') ?? []),
  ])
  const set = or(arena, difference(arena, flow.set, free), opened)
  return { ...flow, set: and(arena, settled(space, set), lawful) }
}

const ends = ['destination', 'source'] as const
const opinions = ['translated type', 'translated facing'] as const

export const bitsOf = (space: Space, names: readonly string[]): readonly Variable[] =>
  names.flatMap((name) => [...(space.blocks.of.get(name) ?? [])])

/** The addresses and ports with which a packet comes out. */
export const finalNames = ends.flatMap((end) => [`translated ${end}`, `translated ${end} port`])

/** A packet and the addresses that it then has: one form, whether anything was translated or not. */
export const withFinals = (pair: Pair, { set, binding }: Flow): Diagram => {
  const { space } = pair
  const { arena } = space
  return and(
    arena,
    exists(arena, set, bitsOf(space, [...opinions, ...markNames(pair), ...junk(pair)])),
    keptEnds(space, binding),
  )
}

const keptEnds = (space: Space, binding: Binding): Diagram =>
  andAll(
    space.arena,
    ends.flatMap((end) =>
      binding[end] === 'translated'
        ? []
        : ['', ' port'].map((half) =>
            fieldsEqual(
              space.arena,
              block(space, `${end}${half}`),
              block(space, `translated ${end}${half}`),
            ),
          ),
    ),
  )

/** The blocks of a translation that packets with these addresses have not had. */
export const unused = ({ space }: Pair, binding: Binding): readonly Variable[] =>
  bitsOf(
    space,
    ends.flatMap((end) =>
      binding[end] === 'translated' ? [] : [`translated ${end}`, `translated ${end} port`],
    ),
  )

/** A packet and the marks that it and its connection then have. */
export const withMarks = (pair: Pair, { set }: Flow): Diagram =>
  exists(pair.space.arena, set, bitsOf(pair.space, [...opinions, ...finalNames, ...junk(pair)]))

const markNames = ({ remembered }: Pair): readonly string[] => [
  'mark',
  ...(remembered.includes('ct mark') ? ['ct mark'] : []),
]

/** What tproxy leaves behind. */
const junk = ({ remembered }: Pair): readonly string[] =>
  remembered.filter((name) => name === 'type')

/** The packet as it came. */
export const asItCame = (pair: Pair, origin: Origin, set: Diagram): Diagram =>
  exists(
    pair.space.arena,
    set,
    bitsOf(pair.space, [
      ...opinions,
      ...finalNames,
      ...markNames(pair),
      ...pair.remembered.filter((name) => isRemembered(pair, origin, name)),
    ]),
  )
