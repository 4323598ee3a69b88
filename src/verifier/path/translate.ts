import type { Interval } from '../../net/index.ts'
import type { Translate } from '../../ruleset/index.ts'
import type { Engine, ViewedTable } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import { within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import {
  and,
  andAll,
  difference,
  equalTo,
  exists,
  FALSE,
  fieldsEqual,
  implies,
  not,
  or,
  orAll,
  TRUE,
} from '../diagram/index.ts'
import type { NewValue, Space } from '../space/index.ts'
import {
  addressType,
  block,
  catchAllLast,
  ctStatusBit,
  destinationBlocks,
  environmentChoice,
  has,
  hasAny,
  icmpProtocol,
  isIpv4,
  meaningOf,
  netFamily,
  portedProtocols,
  retarget,
  same,
  setQuestion,
  splitTuples,
  tupleHolds,
} from '../space/index.ts'
import { destinationLaws, inZone } from './laws.ts'
import type { Target } from './target.ts'
import { addressesOf, inInterval, keepsHost } from './target.ts'
import { statusBit } from './track.ts'

/** What a rule's translation did: flows with other addresses, and those that its map had no entry for. */
export interface Translated {
  readonly translated: readonly Flow[]
  readonly missed: readonly Flow[]
  /** Accepted by the rule as they are: the next chain is asked. */
  readonly accepted: readonly Flow[]
}

/**
 * A first packet through a statement of NAT, at a hook that changes this end of it. What has no IPv4 address yet is not
 * masqueraded (nf_nat_masquerade_ipv4): who asks for one by DHCP. IPv6 does not look (nf_nat_masquerade_ipv6).
 */
export const translateFlow = (
  engine: Engine,
  view: ViewedTable,
  end: 'destination' | 'source',
  step: Translate,
  flow: Flow,
): Translated => {
  const { space } = engine
  if (step.nat !== 'masquerade' || space.family === 'ipv6')
    return translateAddressed(engine, view, end, step, flow)
  const isAddressless = has(space, 'source', 0)
  const parts = within(space, flow, not(isAddressless)).map((each) =>
    translateAddressed(engine, view, end, step, each),
  )
  return {
    translated: parts.flatMap(({ translated }) => translated),
    missed: parts.flatMap(({ missed }) => missed),
    accepted: [...within(space, flow, isAddressless), ...parts.flatMap(({ accepted }) => accepted)],
  }
}

const translateAddressed = (
  engine: Engine,
  view: ViewedTable,
  end: 'destination' | 'source',
  step: Translate,
  flow: Flow,
): Translated => {
  const { space } = engine
  const { target } = step
  switch (target.kind) {
    case 'fixed':
      return {
        translated: [moved(space, end, step, target, flow)],
        missed: [],
        accepted: [],
      }
    case 'opaque':
      return {
        ...arbitrary(space, end, step, flow, space.choices.nameOf(step)),
        missed: [],
      }
    case 'map': {
      const { arena } = space
      const meanings = target.key.map(({ field }) => meaningOf(space, flow.binding, field))
      const guard = meanings.reduce<Diagram>((all, each) => and(arena, all, each.guard), TRUE)
      const named = 'length' in target.entries ? undefined : view.maps.get(target.entries.map)
      const entries =
        'length' in target.entries
          ? target.entries
          : named?.entries.kind === 'targets'
            ? named.entries.list
            : undefined
      if (entries === undefined || named?.contents === 'arbitrary')
        return arbitrary(space, end, step, flow, setQuestion(view, named?.name ?? ''))
      let taken: Diagram = FALSE
      const translated = catchAllLast(entries).flatMap((entry) => {
        const { otherwise } = splitTuples([entry.tuple])
        const member = otherwise ? TRUE : tupleHolds(space, target.key, meanings, entry.tuple)
        const holds = difference(arena, and(arena, guard, member), taken)
        taken = or(arena, taken, holds)
        return within(space, flow, holds).map((each) =>
          moved(space, end, step, { ...entry, netmap: target.netmap }, each),
        )
      })
      return { translated, missed: within(space, flow, not(taken)), accepted: [] }
    }
  }
}

/**
 * A target that others may set: to anywhere, or nowhere at all, or as if the rule were not there. Anywhere includes
 * where one would have it, so that a promise may not rest on it: hence a choice by which it leads to nothing.
 */
const arbitrary = (
  space: Space,
  end: 'destination' | 'source',
  step: Translate,
  flow: Flow,
  name: string,
): Translated => {
  const { arena } = space
  const isHit = environmentChoice(space, `${name} holds`)
  const leads = environmentChoice(space, `${name} leads`)
  const hit = within(space, flow, and(arena, isHit, leads))
  return {
    translated: hit.map((each) => moved(space, end, step, anywhere(space), each)),
    missed: within(space, flow, not(isHit)),
    accepted: [],
  }
}

const anywhere = (space: Space): Target => ({
  addresses: { first: 0n, last: (1n << BigInt(block(space, 'destination').length)) - 1n },
  ports: { first: 0n, last: 0xffffn },
  netmap: false,
})

/**
 * The flow with this end of it exchanged, and the connection's status saying so. Where ports are given an echo's
 * identifier is exchanged for one of them, which no block tells: of those the status may say either.
 */
const moved = (
  space: Space,
  end: 'destination' | 'source',
  step: Translate,
  target: Target,
  flow: Flow,
): Flow => {
  const { arena } = space
  const chosen = step.nat === 'redirect' || step.nat === 'masquerade'
  const address: NewValue = chosen
    ? { kind: 'within', set: end === 'destination' ? ownAddress(space) : TRUE }
    : target.addresses === null
      ? same
      : { kind: 'within', set: addressesOf(space, end, target, target.addresses) }
  const port: NewValue =
    target.ports === null
      ? same
      : {
          kind: 'within',
          set: portWithin(space, end, target.ports),
        }
  const isMapped = target.netmap && target.addresses !== null && flow.binding[end] === 'original'
  const result = retarget(space, flow, end, address, port)
  const hosts = isMapped ? keepsHost(space, end, target.addresses) : TRUE
  const laws = end === 'destination' ? translatedLaws(space) : TRUE
  const lawful = andAll(arena, [result.set, hosts, laws])
  const bit = end === 'destination' ? ctStatusBit.dnat : ctStatusBit.snat
  const unmarked = exists(arena, lawful, statusVariable(space, bit))
  return {
    ...result,
    set: and(
      arena,
      unmarked,
      orAll(arena, [
        isMarked(space, end, chosen, statusBit(space, bit)),
        // Of a network that nft maps onto itself a byte unwritten decides (`new_addr` of nft_nat_setup_netmap).
        target.netmap && isIpv4(space) ? isUnchanged(space, end) : FALSE,
        target.ports === null ? FALSE : has(space, 'l4proto', icmpProtocol(space)),
      ]),
    ),
  }
}

const statusVariable = (space: Space, bit: number) => {
  const bits = block(space, 'ct status')
  return bits.slice(bits.length - 1 - bit, bits.length - bit)
}

/** The packets whose port at this end is translated to one of these. */
const portWithin = (space: Space, end: 'destination' | 'source', ports: Interval): Diagram =>
  or(
    space.arena,
    and(
      space.arena,
      hasAny(space, 'l4proto', portedProtocols),
      inInterval(space, `translated ${end} port`, ports),
    ),
    withoutPorts(space, end),
  )

/** Ports are translated of protocols that have any; what else is behind the network header stays (nf_nat_proto.c). */
export const anyPort = (space: Space, end: 'destination' | 'source'): Diagram =>
  or(space.arena, hasAny(space, 'l4proto', portedProtocols), withoutPorts(space, end))

const withoutPorts = (space: Space, end: 'destination' | 'source'): Diagram =>
  and(
    space.arena,
    not(hasAny(space, 'l4proto', portedProtocols)),
    fieldsEqual(space.arena, block(space, `${end} port`), block(space, `translated ${end} port`)),
  )

export const translatedLaws = (space: Space): Diagram =>
  destinationLaws(space, destinationBlocks({ destination: 'translated', source: 'original' }))

/**
 * Where `redirect` leads: to the primary address of the interface by which the packet came, which for a client's
 * interface is the one that its client knows; to loopback for what the gateway itself sends.
 */
const ownAddress = (space: Space): Diagram => {
  const { arena } = space
  const loopback = netFamily(space) === 'ip4' ? 0x7f00_0001n : 1n
  const sent = implies(
    arena,
    has(space, 'iif', 0),
    equalTo(arena, block(space, 'translated destination'), loopback),
  )
  const known =
    netFamily(space) === 'ip4' ? implies(arena, fromKnownSide(space), knownFacing(space)) : TRUE
  return andAll(arena, [has(space, 'translated type', addressType.local), sent, known])
}

/** What came by an interface at which it is known, or taken for known, what clients call the gateway. */
const fromKnownSide = (space: Space): Diagram => {
  const { gatewayAddress } = space.facts.clients
  const clients = inZone(space, 'iif', 'clients')
  if (gatewayAddress.kind === 'unknown') return clients
  const listed = gatewayAddress.list.flatMap((each) => space.interfaces.matching(each.interface))
  return and(space.arena, clients, hasAny(space, 'iif', listed))
}

const knownFacing = (space: Space): Diagram => {
  const { arena } = space
  const { gatewayAddress } = space.facts.clients
  const facing = has(space, 'translated facing', 1)
  if (gatewayAddress.kind === 'unknown') return facing
  return andAll(arena, [
    facing,
    ...gatewayAddress.list.map(({ interface: pattern, address }) =>
      implies(
        arena,
        hasAny(space, 'iif', space.interfaces.matching(pattern)),
        equalTo(arena, block(space, 'translated destination'), address.value),
      ),
    ),
  ])
}

const samePort = (space: Space, end: 'destination' | 'source'): Diagram =>
  fieldsEqual(space.arena, block(space, `${end} port`), block(space, `translated ${end} port`))

const isUnchanged = (space: Space, end: 'destination' | 'source'): Diagram =>
  and(
    space.arena,
    fieldsEqual(space.arena, block(space, end), block(space, `translated ${end}`)),
    samePort(space, end),
  )

/**
 * A translation to what the packet bears already changes nothing and sets no status. Of an address that the kernel
 * chooses only this is known: it is the packet's own at most where that is the gateway's.
 */
const isMarked = (
  space: Space,
  end: 'destination' | 'source',
  chosen: boolean,
  bit: Diagram,
): Diagram => {
  const { arena } = space
  if (!chosen) {
    const equal = isUnchanged(space, end)
    return or(arena, and(arena, equal, not(bit)), and(arena, not(equal), bit))
  }
  if (end === 'source') return TRUE
  const isKnown = fromKnownSide(space)
  const own = or(
    arena,
    and(arena, isKnown, has(space, 'facing', 1)),
    and(arena, not(isKnown), has(space, 'type', addressType.local)),
  )
  return or(arena, bit, and(arena, own, samePort(space, end)))
}
