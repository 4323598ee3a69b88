import { track } from '../../../src/netfilter/conntrack/track.ts'
import { planHooks } from '../../../src/netfilter/hook-plan.ts'
import type { Connections, Environment, Packet } from '../../../src/netfilter/index.ts'
import { fieldOf } from '../../../src/netfilter/index.ts'
import { fibFound, fibType } from '../../../src/netfilter/routing/fib.ts'
import { nameMatches } from '../../../src/netfilter/rules/members.ts'
import type { Passenger, Tracking, Walk } from '../../../src/netfilter/walk.ts'
import type { Machine, Step } from '../../../src/ruleset/index.ts'
import type { Flow } from '../../../src/verifier/chain/flow.ts'
import { isTracked } from '../../../src/verifier/path/index.ts'
import type { Space } from '../../../src/verifier/space/index.ts'
import { addressType, ctKind, otherFields, sender } from '../../../src/verifier/space/index.ts'
import { namesIn } from '../../../src/verifier/space/space.ts'
import type { Numbers } from './meets.ts'
import { cubeOf, meets } from './meets.ts'
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
  mark: packet.mark,
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
export const atomOf = (
  { space, machine }: Pick<Reality, 'space' | 'machine'>,
  name: string | null,
): number => {
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

const typeCode = (
  environment: Environment,
  family: World['family'],
  address: bigint,
  device: string | null,
): number => typeCodes[`${fibType(environment, family, address, device)}`] ?? addressType.none

const facingCode = ({ clientFacing }: Environment, address: bigint): number =>
  clientFacing.some(({ value }) => value === address) ? 1 : 0

/** What the packet is, header for header, as it enters or is sent; blocks that it has not may hold anything. */
const headersOf = ({ machine }: Reality, packet: Packet): Numbers => {
  // A header that is cut off is not there to be read: its blocks may hold anything.
  const isCutOff = packet.sourcePort === null && packet.icmp === null
  return {
    l4proto: packet.protocol,
    'cut off': isCutOff ? 1 : 0,
    source: packet.source,
    destination: packet.destination,
    'source port': fieldOf(packet, 'th sport'),
    'destination port': fieldOf(packet, 'th dport'),
    'icmp type': packet.icmp?.type,
    'icmp code': packet.icmp?.code,
    'tcp flags': packet.tcpFlags ?? undefined,
    // What a rule writes on the way, or forwarding does, is not what the packet came with.
    ...Object.fromEntries(
      otherFields
        .filter((field) => !writes(machine, field) && !changed.includes(field))
        .map((field) => [field, fieldOf(packet, field)]),
    ),
  }
}

const changed: readonly string[] = ['ip ttl', 'ip6 hoplimit', 'ip checksum']

export const hasPorts = ({ protocol }: Packet): boolean => [1, 6, 17, 58].includes(protocol)

/** What routing and the interfaces say of the packet before anything has looked at it. */
const surroundingsOf = (reality: Reality): Numbers => {
  const { world, packet } = reality
  const { environment, family } = world
  const isReal = packet.enters !== null
  const view = {
    hook: isReal ? 'prerouting' : 'output',
    input: packet.enters,
    output: null,
  } as const
  const type = (address: bigint, device: string | null) =>
    typeCode(environment, family, address, device)
  const found = (address: bigint, byInput: boolean) =>
    fibFound(environment, view, packet, family, { address, byInput })
  return {
    sender: isReal ? sender.wire : sender.own,
    iif: atomOf(reality, packet.enters),
    'iif group': packet.enters === null ? undefined : groups[packet.enters],
    'has socket': packet.socket ? 1 : 0,
    skuid: packet.socket?.uid,
    skgid: packet.socket?.gid,
    type: type(packet.destination, null),
    'type here': type(packet.destination, packet.enters),
    'source type': type(packet.source, null),
    'source type here': type(packet.source, packet.enters),
    facing: facingCode(environment, packet.destination),
    'source facing': facingCode(environment, packet.source),
    'reverse path': found(packet.source, true),
    'source route': found(packet.source, false),
    'destination route': found(packet.destination, false),
  }
}

const stepsOf = ({ tables }: Machine): readonly Step[] =>
  tables.flatMap((table) =>
    table.chains.flatMap((chain) => chain.rules.flatMap((rule) => rule.steps)),
  )

const writes = (machine: Machine, field: string): boolean =>
  stepsOf(machine).some((step) => step.kind === 'set-field' && step.field === field)

const marksConnections = (machine: Machine): boolean =>
  stepsOf(machine).some((step) => step.kind === 'set-mark' && step.target === 'ct mark')

const untracks = (machine: Machine): boolean =>
  stepsOf(machine).some((step) => step.kind === 'notrack')

/** How it stands to conntrack at the end: only its mark and its translation may have changed since. */
const connectionOf = (reality: Reality): Numbers => {
  const tracking = trackingOf(reality)
  if (untracks(reality.machine)) return {}
  if (tracking.kind === 'untracked') return { 'ct kind': ctKind.untracked }
  if (tracking.kind === 'none') return { 'ct kind': ctKind.invalid }
  const { connection, direction, state } = tracking
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
  const isFirst = !status.isConfirmed
  return {
    'ct kind': ctKind[state],
    'ct first': isFirst ? 1 : 0,
    'ct direction': direction === 'original' ? 0 : 1,
    'ct status': isFirst ? undefined : number,
    'ct mark': marksConnections(reality.machine) ? undefined : connection.mark,
  }
}

/** Where the packet was seen, and as what: by which interface it leaves, if it does. */
export interface Sighting {
  readonly packet: Packet
  readonly output: string | null
  /** On its way yet: conntrack may not have seen it. */
  readonly isOnItsWay: boolean
}

/** What the flow would have to hold for the packet to be seen so; undefined where it cannot bear such addresses. */
const numbersOf = (
  reality: Reality,
  { binding }: Flow,
  { packet: seen, output, isOnItsWay }: Sighting,
): Numbers | undefined => {
  const { packet, world } = reality
  const { environment, family } = world
  for (const end of ['source', 'destination'] as const)
    if (binding[end] === 'original' && seen[end] !== packet[end]) return undefined
  const ports = hasPorts(seen) && seen.protocol !== 1 && seen.protocol !== 58
  return {
    ...headersOf(reality, packet),
    ...surroundingsOf(reality),
    ...(isOnItsWay ? {} : connectionOf(reality)),
    ...(output === null ? {} : { oif: atomOf(reality, output), 'oif group': groups[output] }),
    ...(binding.destination === 'original'
      ? {}
      : {
          'translated destination': seen.destination,
          'translated destination port': ports ? (seen.destinationPort ?? undefined) : undefined,
          'translated type': typeCode(environment, family, seen.destination, null),
          'translated facing': facingCode(environment, seen.destination),
        }),
    ...(binding.source === 'original'
      ? {}
      : {
          'translated source': seen.source,
          'translated source port': ports ? (seen.sourcePort ?? undefined) : undefined,
        }),
  }
}

/** Whether the packet, seen so, is in one of the flows. */
export const isSeenIn = (reality: Reality, flows: readonly Flow[], sighting: Sighting): boolean =>
  flows.some((flow) => {
    const numbers = numbersOf(reality, flow, sighting)
    const cube = numbers && cubeOf(reality.space, numbers)
    return cube !== undefined && meets(reality.space.arena, flow.set, cube)
  })

/** Whether a packet that the kernel sends because of another is in one of the flows, whatever conntrack makes of it. */
export const isAnswerIn = (
  reality: Reality,
  flows: readonly Flow[],
  answer: Packet,
  { packet: seen, output }: Sighting,
): boolean =>
  flows.some(({ set, binding }) => {
    for (const end of ['source', 'destination'] as const)
      if (binding[end] === 'original' && seen[end] !== answer[end]) return false
    const cube = cubeOf(reality.space, {
      sender: sender.kernel,
      l4proto: answer.protocol,
      source: answer.source,
      destination: answer.destination,
      'source port': answer.icmp ? undefined : (answer.sourcePort ?? undefined),
      'destination port': answer.icmp ? undefined : (answer.destinationPort ?? undefined),
      'icmp type': answer.icmp?.type,
      'tcp flags': answer.tcpFlags ?? undefined,
      oif: output === null ? undefined : atomOf(reality, output),
      'translated source': binding.source === 'translated' ? seen.source : undefined,
      'translated destination': binding.destination === 'translated' ? seen.destination : undefined,
    })
    return cube !== undefined && meets(reality.space.arena, set, cube)
  })
