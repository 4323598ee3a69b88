import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import { mergeFlows, within } from '../chain/flow.ts'
import { and, exists } from '../diagram/index.ts'
import { addressType, block, destinationBlocks, hasAny, untranslated } from '../space/index.ts'
import type { Happening, Question } from './hook.ts'
import { passHook } from './hook.ts'
import { enteringPackets, interfaceLaw } from './laws.ts'

/** What becomes of all packets that enter by an interface other than loopback; what is in none of these is dropped. */
export interface Inbound {
  /** What is left when routing decides, and what the kernel may therefore answer with an error of its own. */
  readonly routed: readonly Flow[]
  /** What arrives at a local socket, or at the kernel itself. */
  readonly delivered: readonly Flow[]
  /** What leaves, and by which interface. */
  readonly sent: readonly Flow[]
  readonly happenings: readonly Happening[]
}

/**
 * From the wire through PREROUTING, then by the type of the destination to INPUT or through FORWARD and POSTROUTING.
 * Where to a packet is forwarded no table says here: anywhere.
 */
export const traverseInbound = (engine: Engine, question: Question): Inbound => {
  const { space } = engine
  const happenings: Happening[] = []
  const pass = (hook: Parameters<typeof passHook>[2], flows: readonly Flow[]): readonly Flow[] => {
    const passed = passHook(engine, question, hook, flows)
    happenings.push(...passed.happenings)
    return passed.flows
  }
  const entering: Flow = { set: enteringPackets(space), binding: untranslated }
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
  const sent = pass('egress', pass('postrouting', forwarded))
  return { routed, delivered, sent, happenings }
}

/** For us: an address of ours, a broadcast, a multicast. */
const isLocal = ({ space }: Engine, { binding }: Flow) =>
  hasAny(space, destinationBlocks(binding).type, [
    addressType.local,
    addressType.broadcast,
    addressType.multicast,
  ])

/** For others; a multicast may be for both. */
const isAway = ({ space }: Engine, { binding }: Flow) =>
  hasAny(space, destinationBlocks(binding).type, [addressType.unicast, addressType.multicast])

/** Any way out; and the time to live is one less than what rules before have seen. */
const routeAnywhere = ({ space }: Engine, flow: Flow): Flow => {
  const way = ['oif', 'oif group', 'ip ttl', 'ip6 hoplimit', 'ip checksum'].flatMap((name) => [
    ...block(space, name),
  ])
  const set = and(
    space.arena,
    exists(space.arena, flow.set, way),
    interfaceLaw(space, 'oif', false),
  )
  return { ...flow, set }
}
