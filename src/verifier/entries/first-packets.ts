import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  exists,
  FALSE,
  fieldsEqual,
  implies,
  inRange,
  not,
  or,
  orAll,
  TRUE,
} from '../diagram/index.ts'
import type { Inbound, Outbound } from '../path/index.ts'
import { statusBit } from '../path/index.ts'
import type { Space } from '../space/index.ts'
import {
  addressType,
  block,
  ctKind,
  ctStatusBit,
  destinationBlocks,
  has,
  hasAny,
  isIpv4,
  sender,
} from '../space/index.ts'
import { allBut, bitsOf, entryBits, statusBits } from './blocks.ts'

/** First packets that conntrack confirms, by where that happens; whoever sends them. */
export interface FirstPackets {
  /** Delivered to the gateway: confirmed at the end of INPUT. */
  readonly delivered: readonly Flow[]
  /** Forwarded: confirmed at the end of POSTROUTING. */
  readonly forwarded: readonly Flow[]
  /** Sent by the gateway itself, to itself too. */
  readonly sent: readonly Flow[]
}

/** The first packets that survive to where conntrack confirms them; what is dropped before leaves no entry. */
export const firstPackets = (
  engine: Engine,
  inbound: Inbound,
  outbound: Outbound,
): FirstPackets => {
  const { space } = engine
  const { arena } = space
  const first = and(arena, has(space, 'ct kind', ctKind.new), has(space, 'ct first', 1))
  const entering = (flows: readonly Flow[], way: 'in' | 'onward'): readonly Flow[] =>
    flows.flatMap((flow) => within(space, flow, and(arena, first, isRoutable(space, flow, way))))
  const own = andAll(arena, [first, has(space, 'sender', sender.own), mayBeOwn(engine)])
  return {
    delivered: entering(inbound.delivered, 'in'),
    forwarded: entering(inbound.left, 'onward'),
    sent: outbound.left.flatMap((flow) => within(space, flow, own)),
  }
}

/**
 * What routing takes of what enters, by its addresses: IPv4 refuses the gateway's own as a source, accept_local being
 * off, and multicasts; 0.0.0.0/8 speaks to everybody alone, and nobody speaks to it (`ip_route_input_slow`,
 * `fib_validate_source`). IPv6 asks nothing of the kind.
 */
export const isRoutable = (space: Space, { binding }: Flow, way: 'in' | 'onward'): Diagram => {
  if (!isIpv4(space)) return TRUE
  const { arena } = space
  const { address, type } = destinationBlocks(binding)
  const isNobody = (name: string): Diagram => inRange(arena, block(space, name), ...thisNetwork)
  const toAll = or(arena, has(space, address, 0xffff_ffff), has(space, address, 0))
  const toMany = way === 'in' ? or(arena, toAll, has(space, type, addressType.multicast)) : FALSE
  return andAll(arena, [
    not(hasAny(space, 'source type', [addressType.local, addressType.multicast])),
    implies(arena, isNobody('source'), toMany),
    implies(arena, isNobody(address), isNobody('source')),
  ])
}

/** 0.0.0.0/8. */
const thisNetwork = [0n, 0x00ff_ffffn] as const

/**
 * The gateway's programs speak from its own addresses, or from none before they have one. A transparent socket
 * speaks from anybody's, and a tproxy rule says that there are some.
 */
const mayBeOwn = ({ space, machine }: Engine): Diagram => {
  const isTransparent = machine.tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(({ steps }) => steps.some(({ kind }) => kind === 'tproxy')),
    ),
  )
  if (isTransparent) return TRUE
  const own = has(space, 'source type', addressType.local)
  return isIpv4(space) ? or(space.arena, own, has(space, 'source', 0)) : own
}

/** The entries that these packets leave in the table, each in both of its forms, under any reading of what is opaque. */
export const entriesOf = (engine: Engine, first: FirstPackets): Diagram => {
  const { space } = engine
  const { arena } = space
  const forgotten = allBut(space, entryBits(space))
  const left = (flow: Flow): Diagram => exists(arena, bothForms(space, flow), forgotten)
  const plain = orAll(arena, [
    ...[...first.delivered, ...first.forwarded, ...first.sent].map(left),
    ...first.sent.flatMap((flow) => remarkedByLoopback(engine, flow)).map(left),
  ])
  return keyed(space, or(arena, plain, clashing(engine, plain)))
}

/**
 * What the gateway sends to itself passes PREROUTING and INPUT as well, by loopback, when its entry is in the table
 * already. Those rules may write its mark, and are not asked here what they write: it is any.
 */
const remarkedByLoopback = ({ space, machine, marks }: Engine, flow: Flow): readonly Flow[] => {
  const isWritten = machine.tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(({ steps }) =>
        steps.some((step) => step.kind === 'set-mark' && step.target === 'ct mark'),
      ),
    ),
  )
  if (!marks.connection || !isWritten) return []
  const loopback = hasAny(space, 'oif', space.interfaces.matching('lo'))
  return within(space, flow, loopback).map((each) => ({
    ...each,
    set: exists(space.arena, each.set, block(space, 'ct mark')),
  }))
}

/** Where nothing translated an end, it is translated to what it was. */
const bothForms = (space: Space, { set, binding }: Flow): Diagram => {
  const { arena } = space
  const same = (name: string): Diagram =>
    fieldsEqual(arena, block(space, name), block(space, `translated ${name}`))
  return andAll(arena, [
    set,
    ...(binding.destination === 'original'
      ? ['destination', 'destination port', 'type', 'facing'].map(same)
      : []),
    ...(binding.source === 'original' ? ['source', 'source port'].map(same) : []),
  ])
}

/**
 * Where the answers' tuple belongs to another connection already, the source's port is exchanged for a free one, no
 * rule asking for it (`nf_nat_alloc_null_binding`): two questions of one port that are redirected to one listener.
 */
const clashing = ({ space, machine }: Engine, entries: Diagram): Diagram => {
  const { arena } = space
  const isThere = machine.tables.some(
    ({ isDormant, chains }) => !isDormant && chains.some(({ base }) => base?.type === 'nat'),
  )
  if (!isThere) return entries
  const open = exists(arena, entries, [
    ...bitsOf(space, ['translated source port']),
    ...statusBits(space, ctStatusBit.snat),
  ])
  return and(arena, open, statusBit(space, ctStatusBit.snat))
}

/** TCP and UDP are told apart by their ports; of all else whatever stands there is as good as any (RFC 793, RFC 768). */
export const keyed = (space: Space, entries: Diagram): Diagram => {
  const { arena } = space
  const isPorted = hasAny(space, 'l4proto', [6, 17])
  const ports = ['source port', 'destination port'].flatMap((name) => [name, `translated ${name}`])
  return or(
    arena,
    and(arena, entries, isPorted),
    exists(arena, and(arena, entries, not(isPorted)), bitsOf(space, ports)),
  )
}
