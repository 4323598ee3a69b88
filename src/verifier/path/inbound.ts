import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import { mergeFlows, within } from '../chain/flow.ts'
import type { Diagram, Field, Replacement } from '../diagram/index.ts'
import { and, andAll, compose, equalTo, exists, not, or, variable, xor } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import {
  addressType,
  block,
  destinationBlocks,
  firstBlock,
  has,
  hasAny,
  isIpv4,
  untranslated,
} from '../space/index.ts'
import type { Happening, Passage, Question } from './hook.ts'
import { passHook } from './hook.ts'
import { enteringPackets, interfaceLaw } from './laws.ts'

/** What becomes of all packets that enter by an interface other than loopback; what is in none of these is dropped. */
export interface Inbound {
  /** What is left when routing decides, and what the kernel may therefore answer with an error of its own. */
  readonly routed: readonly Flow[]
  /** What arrives at a local socket, or at the kernel itself. */
  readonly delivered: readonly Flow[]
  /** What POSTROUTING lets out: conntrack knows its connection from here on, whatever the device's egress does. */
  readonly left: readonly Flow[]
  /** What leaves, and by which interface. */
  readonly sent: readonly Flow[]
  readonly happenings: readonly Happening[]
  /** Every stop on the way, hook by hook. */
  readonly passages: readonly Passage[]
}

/**
 * From the wire through PREROUTING, then by the type of the destination to INPUT or through FORWARD and POSTROUTING.
 * Where to a packet is forwarded no table says here: anywhere. `packets`: those that enter, all of them if left out.
 */
export const traverseInbound = (
  engine: Engine,
  question: Question,
  packets: Diagram = enteringPackets(engine.space),
): Inbound => {
  const { space } = engine
  const happenings: Happening[] = []
  const passages: Passage[] = []
  const pass = (hook: Parameters<typeof passHook>[2], flows: readonly Flow[]): readonly Flow[] => {
    const passed = passHook(engine, question, hook, flows)
    happenings.push(...passed.happenings)
    passages.push(...passed.passages)
    return passed.flows
  }
  const entering: Flow = { set: packets, binding: untranslated }
  const routed = pass('prerouting', pass('ingress', [entering]))
  const local = mergeFlows(
    space,
    routed.flatMap((flow) => within(space, flow, isLocal(engine, flow))),
  )
  const away = mergeFlows(
    space,
    routed.flatMap((flow) => within(space, flow, isAway(engine, flow))),
  )
  const delivered = pass('input', local)
  const forwarded = pass(
    'forward',
    away.map((flow) => routeAnywhere(engine, flow)),
  )
  const left = pass('postrouting', forwarded)
  const sent = pass('egress', left)
  return { routed, delivered, left, sent, happenings, passages }
}

/** For us: an address of ours, a broadcast, a multicast. */
const isLocal = ({ space }: Engine, { binding }: Flow) =>
  hasAny(space, destinationBlocks(binding).type, [
    addressType.local,
    addressType.broadcast,
    addressType.multicast,
  ])

/**
 * For others; a multicast may be for both. Of no type is what no route leads to; and of IPv6 `::`, which is no type to
 * anybody who asks, and yet is forwarded like others.
 */
const isAway = ({ space }: Engine, { binding }: Flow) => {
  const { address, type } = destinationBlocks(binding)
  const isOthers = hasAny(space, type, [addressType.unicast, addressType.multicast])
  return isIpv4(space)
    ? isOthers
    : or(
        space.arena,
        isOthers,
        and(space.arena, has(space, type, addressType.none), has(space, address, 0)),
      )
}

/**
 * Any way out; and the time to live is one less than what rules before have seen. It is forgotten, but where the space
 * remembers what it was at first: then it is worked out.
 */
const routeAnywhere = ({ space }: Engine, flow: Flow): Flow => {
  const { arena } = space
  const lives = ['ip ttl', 'ip6 hoplimit']
  const counted = lives.filter((name) => firstBlock(space, name) !== undefined)
  const forgotten = [...lives.filter((name) => !counted.includes(name)), 'ip checksum']
  const way = ['oif', 'oif group', ...forgotten].flatMap((name) => [...block(space, name)])
  const set = and(arena, exists(arena, flow.set, way), interfaceLaw(space, 'oif', false))
  return {
    ...flow,
    set: counted.reduce((all, name) => oneLess(space, all, block(space, name)), set),
  }
}

/** What held of a number holds of the one below it: bit by bit the number that is one more. Nothing comes from 0. */
const oneLess = ({ arena }: Space, set: Diagram, number: Field): Diagram => {
  const successor = number.map((bit, index): Replacement => {
    const carries = number.slice(index + 1).map((lower) => variable(arena, lower))
    return [bit, xor(arena, variable(arena, bit), andAll(arena, carries))]
  })
  const last = equalTo(arena, number, (1n << BigInt(number.length)) - 1n)
  return and(arena, compose(arena, set, successor), not(last))
}
