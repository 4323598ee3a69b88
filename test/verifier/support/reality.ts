import { track } from '../../../src/netfilter/conntrack/track.ts'
import { planHooks } from '../../../src/netfilter/hook-plan.ts'
import type { Connections, Packet } from '../../../src/netfilter/index.ts'
import { fieldOf } from '../../../src/netfilter/index.ts'
import { needsMangling, targetTuple } from '../../../src/netfilter/nat/mangle.ts'
import { fibFound, fibType } from '../../../src/netfilter/routing/fib.ts'
import { nameMatches } from '../../../src/netfilter/rules/members.ts'
import type { Passenger, Tracking, Walk } from '../../../src/netfilter/walk.ts'
import type { Machine } from '../../../src/ruleset/index.ts'
import type { Flow } from '../../../src/verifier/chain/flow.ts'
import type { Diagram } from '../../../src/verifier/diagram/index.ts'
import {
  and,
  andAll,
  equivalence,
  implies,
  not,
  or,
  TRUE,
} from '../../../src/verifier/diagram/index.ts'
import { isTracked } from '../../../src/verifier/path/index.ts'
import type { Space } from '../../../src/verifier/space/index.ts'
import {
  addressType,
  ctKind,
  destinationBlocks,
  has,
  hasAny,
  otherFields,
  sender,
} from '../../../src/verifier/space/index.ts'
import { namesIn } from '../../../src/verifier/space/space.ts'
import type { World } from './world.ts'

/** One packet in one environment, told in the blocks of a space: what of a flow is this packet and no other. */
export interface Reality {
  readonly space: Space
  readonly world: World
  readonly machine: Machine
  readonly connections: Connections
  readonly packet: Packet
}

const passengerOf = (packet: Packet): Passenger => ({
  packet,
  mark: 0,
  tracking: { kind: 'none' },
  input: packet.enters,
  output: null,
  nextHop: null,
  socket: packet.socket,
  tproxy: null,
  keepsRoute: false,
})

const walkOf = ({ machine, world, connections }: Reality): Walk => ({
  plan: planHooks(machine),
  environment: world.environment,
  connections,
  outcomes: [],
  trace: [],
  generated: [],
  depth: 0,
})

/** How conntrack finds the packet, by the reference. */
export const trackingOf = (reality: Reality): Tracking =>
  isTracked(reality.machine, reality.space.family)
    ? track(walkOf(reality), 'prerouting', passengerOf(reality.packet)).tracking
    : { kind: 'none' }

/** The atom that stands for an interface: the one that the same patterns match. */
const atomOf = ({ space, machine }: Reality, name: string | null): number => {
  if (name === null) return 0
  const patterns = [...new Set(['lo', 'vif*', 'eth0', ...namesIn(machine.tables)])]
  const atom = space.interfaces.samples.findIndex(
    (sample, index) =>
      index > 0 &&
      sample !== '' &&
      patterns.every(
        (pattern) =>
          space.interfaces.matching(pattern).includes(index) === nameMatches(pattern, name),
      ),
  )
  if (atom < 0) throw new Error(`no atom for ${name}`)
  return atom
}

const groups: Readonly<Record<string, number>> = { lo: 0, 'vif1.0': 2, 'vif2.0': 2, eth0: 1 }

/** RTN_* as the numbers of the blocks. */
const typeCodes: Readonly<Record<string, number>> = { 1: 0, 2: 1, 3: 2, 5: 3 }

const typeCode = (number: bigint): number => typeCodes[`${number}`] ?? addressType.none

/** The packet as it enters or is sent, and what routing thinks of it. */
const entryOf = (reality: Reality): Diagram => {
  const { space, packet, world } = reality
  const { environment, family } = world
  if (packet.family === 'arp') throw new Error('no packet of this family')
  const isReal = packet.enters !== null
  const view = {
    hook: isReal ? 'prerouting' : 'output',
    input: packet.enters,
    output: null,
  } as const
  const walkType = (address: bigint, device: string | null) =>
    typeCode(fibType(environment, family, address, device))
  const found = (address: bigint, byInput: boolean) =>
    fibFound(environment, view, packet, family, { address, byInput })
  const numbers: Readonly<Record<string, bigint | number | undefined>> = {
    sender: isReal ? sender.wire : sender.own,
    iif: atomOf(reality, packet.enters),
    ...(packet.enters === null ? {} : { 'iif group': groups[packet.enters] }),
    'has socket': packet.socket ? 1 : 0,
    skuid: packet.socket?.uid,
    skgid: packet.socket?.gid,
    l4proto: packet.protocol,
    'cut off': 0,
    source: packet.source,
    destination: packet.destination,
    'source port': fieldOf(packet, 'th sport'),
    'destination port': fieldOf(packet, 'th dport'),
    'icmp type': packet.icmp?.type,
    'icmp code': packet.icmp?.code,
    'tcp flags': packet.tcpFlags ?? undefined,
    type: walkType(packet.destination, null),
    'type here': walkType(packet.destination, packet.enters),
    'source type': walkType(packet.source, null),
    'source type here': walkType(packet.source, packet.enters),
    facing: isFacing(world, packet.destination),
    'source facing': isFacing(world, packet.source),
    'reverse path': found(packet.source, true),
    'source route': found(packet.source, false),
    'destination route': found(packet.destination, false),
  }
  const known = Object.entries(numbers).flatMap(([name, number]) =>
    number === undefined ? [] : [has(space, name, number)],
  )
  // What a rule writes on the way is not what the packet came with.
  const untouched = otherFields.filter((field) => !writes(reality.machine, field))
  const headers = untouched.flatMap((field) => {
    const number = fieldOf(packet, field)
    return number === undefined ? [] : [has(space, field, number)]
  })
  return andAll(space.arena, [...known, ...headers])
}

const writes = ({ tables }: Machine, field: string): boolean =>
  tables.some((table) =>
    table.chains.some((chain) =>
      chain.rules.some((rule) =>
        rule.steps.some((step) => step.kind === 'set-field' && step.field === field),
      ),
    ),
  )

const isFacing = ({ environment }: World, address: bigint): number =>
  environment.clientFacing.some(({ value }) => value === address) ? 1 : 0

/** How it stands to conntrack at the end: only its mark and its translation may have changed since. */
const connectionOf = (reality: Reality): Diagram => {
  const { space } = reality
  const tracking = trackingOf(reality)
  if (tracking.kind === 'untracked') return has(space, 'ct kind', ctKind.untracked)
  if (tracking.kind === 'none') return hasAny(space, 'ct kind', [ctKind.invalid, ctKind.untracked])
  const { connection, direction, state } = tracking
  const isFirst = !connection.status.isConfirmed
  const { status } = connection
  const bits = [
    [status.isExpected, 1],
    [status.seenReply, 2],
    [status.isAssured, 4],
    [status.isConfirmed, 8],
    [status.isSnat, 16],
    [status.isDnat, 32],
    [status.sourceSettled, 128],
    [status.destinationSettled, 256],
  ] as const
  const number = bits.reduce((sum, [isSet, bit]) => (isSet ? sum + bit : sum), 0)
  const marked = changesConnectionMark(reality.machine)
    ? TRUE
    : has(space, 'ct mark', connection.mark)
  const found = andAll(space.arena, [
    has(space, 'ct kind', ctKind[state]),
    has(space, 'ct first', isFirst ? 1 : 0),
    has(space, 'ct direction', direction === 'original' ? 0 : 1),
    isFirst ? TRUE : and(space.arena, has(space, 'ct status', number), marked),
  ])
  return or(space.arena, found, has(space, 'ct kind', ctKind.untracked))
}

export const changesConnectionMark = ({ tables }: Machine): boolean =>
  tables.some((table) =>
    table.chains.some((chain) =>
      chain.rules.some((rule) =>
        rule.steps.some((step) => step.kind === 'set-mark' && step.target === 'ct mark'),
      ),
    ),
  )

/** Where no chain of type nat hangs anywhere, connections that were translated once are translated no more. */
export const hasNat = ({ tables }: Machine, family: Space['family']): boolean =>
  tables.some(
    (table) =>
      !table.isDormant &&
      (table.family === 'inet' || table.family === (family === 'ipv4' ? 'ip' : 'ip6')) &&
      table.chains.some(({ base }) => base?.type === 'nat'),
  )

/** What an older connection makes of the packet's two ends. */
const olderTranslation = (reality: Reality, { binding }: Flow): Diagram => {
  const { space, packet } = reality
  const tracking = trackingOf(reality)
  if (tracking.kind !== 'tracked' || !tracking.connection.status.isConfirmed) return TRUE
  const { connection, direction } = tracking
  const target = targetTuple(connection, direction)
  if (!target || !hasNat(reality.machine, space.family)) return TRUE
  const end = (which: 'source' | 'destination'): Diagram => {
    const isTranslated = binding[which] === 'translated'
    if (!isTranslated || !needsMangling(connection, direction, which)) return TRUE
    const address = has(space, `translated ${which}`, target[which])
    const hasPorts = packet.protocol === 6 || packet.protocol === 17
    return hasPorts
      ? and(space.arena, address, has(space, `translated ${which} port`, target[`${which}Key`]))
      : address
  }
  return and(space.arena, end('source'), end('destination'))
}

/** What the environment makes of any translated destination. */
const environmentLaw = ({ space, world }: Reality): Diagram => {
  const { arena } = space
  const name = 'translated destination'
  const loopback = has(space, name, world.family === 'ipv4' ? 0x7f00_0001 : 1)
  const own = or(arena, hasAny(space, name, world.own), loopback)
  const facing = hasAny(
    space,
    name,
    world.own.filter((address) => isFacing(world, address) === 1),
  )
  return andAll(arena, [
    equivalence(arena, own, has(space, 'translated type', addressType.local)),
    equivalence(arena, facing, has(space, 'translated facing', 1)),
  ])
}

const wayOf = ({ family, clients }: World, destination: bigint): string => {
  const index = clients.indexOf(destination)
  return index === 0 ? 'vif1.0' : index === 1 && family === 'ipv4' ? 'vif2.0' : 'eth0'
}

/** By which interface it leaves: the route of the destination that it then bears. */
const routeLaw = (reality: Reality, { binding }: Flow): Diagram => {
  const { space, world, packet } = reality
  const { arena } = space
  const by = (name: string): Diagram =>
    and(arena, has(space, 'oif', atomOf(reality, name)), has(space, 'oif group', groups[name] ?? 0))
  if (binding.destination === 'original') return by(wayOf(world, packet.destination))
  const { address } = destinationBlocks(binding)
  return andAll(arena, [
    ...world.clients.map((client) =>
      implies(arena, has(space, address, client), by(wayOf(world, client))),
    ),
    implies(arena, not(hasAny(space, address, world.clients)), by('eth0')),
  ])
}

/** This packet's share of a flow that is delivered, or that is sent. */
export const shareOf = (reality: Reality, flow: Flow, isSent: boolean): Diagram =>
  andAll(reality.space.arena, [
    flow.set,
    entryOf(reality),
    connectionOf(reality),
    olderTranslation(reality, flow),
    flow.binding.destination === 'translated' ? environmentLaw(reality) : TRUE,
    isSent ? routeLaw(reality, flow) : TRUE,
  ])

/** Those of the share that come out with these addresses and ports. */
export const comingOutAs = (
  { space, packet: original }: Reality,
  flow: Flow,
  share: Diagram,
  out: Packet,
): Diagram => {
  const hasPorts = out.protocol === 6 || out.protocol === 17
  const end = (which: 'source' | 'destination'): Diagram => {
    const prefix = flow.binding[which] === 'translated' ? 'translated ' : ''
    const address = has(space, `${prefix}${which}`, out[which])
    const port = which === 'source' ? out.sourcePort : out.destinationPort
    return hasPorts && port !== null && original.fragment.kind === 'none'
      ? and(space.arena, address, has(space, `${prefix}${which} port`, port))
      : address
  }
  return andAll(space.arena, [share, end('source'), end('destination')])
}

export const marked = ({ space }: Reality, share: Diagram, mark: number): Diagram =>
  and(space.arena, share, has(space, 'mark', mark))
