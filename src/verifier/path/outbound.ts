import type { Engine } from '../chain/engine.ts'
import type { Flow } from '../chain/flow.ts'
import { mergeFlows, within } from '../chain/flow.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, andAll, exists, FALSE, not, or, orAll, rename } from '../diagram/index.ts'
import type { Space } from '../space/index.ts'
import {
  block,
  ctKind,
  destinationBlocks,
  has,
  hasAny,
  icmpProtocol,
  isIpv4,
  sender,
  untranslated,
} from '../space/index.ts'
import { isWhole } from './defragment.ts'
import type { Happening, Question } from './hook.ts'
import { passHook } from './hook.ts'
import type { Inbound } from './inbound.ts'
import { interfaceLaw, inZone, leavingPackets } from './laws.ts'
import { isTracked } from './plan.ts'
import { connectionBits } from './track.ts'

/** What leaves the gateway of what it sends itself: by which interface, from which of the senders. */
export interface Outbound {
  /** What POSTROUTING lets out, loopback's among it. */
  readonly left: readonly Flow[]
  readonly sent: readonly Flow[]
  readonly happenings: readonly Happening[]
}

/**
 * Three senders at once, told apart by the block `sender`: the gateway's own programs, the kernel where it answers
 * a packet, and local sockets that answer what was delivered to them. The way out is any, since the route, the
 * client's interface or the connection may have changed or gone since. `drawn`: the errors and resets that the kernel
 * sends, with the connection that each belongs to from the start; null for any.
 */
export const traverseOutbound = (
  engine: Engine,
  question: Question,
  inbound: Inbound,
  drawn: Diagram | null = null,
): Outbound => sendThrough(engine, question, senders(engine, inbound, drawn))

/** These packets through OUTPUT, POSTROUTING and the device, whoever on the gateway sends them. */
export const sendThrough = (engine: Engine, question: Question, packets: Diagram): Outbound => {
  const { space } = engine
  const happenings: Happening[] = []
  const pass = (hook: Parameters<typeof passHook>[2], flows: readonly Flow[]): readonly Flow[] => {
    const passed = passHook(engine, question, hook, flows)
    happenings.push(...passed.happenings)
    return passed.flows
  }
  const leaving: Flow = { set: packets, binding: untranslated }
  const isMarked = marksOutput(engine)
  const rerouted = pass('output', [leaving]).map((flow) => reroute(space, flow, isMarked))
  const left = pass('postrouting', mergeFlows(space, rerouted))
  const sent = pass('egress', left)
  return { left, sent, happenings }
}

const senders = ({ space, machine }: Engine, inbound: Inbound, drawn: Diagram | null): Diagram => {
  const { arena } = space
  const isConntrackOn = isTracked(machine, space.family)
  const base = and(arena, leavingPackets(space), isWhole(space))
  const answered = socketAnswers(space, inbound)
  const errors =
    drawn === null
      ? kernelAnswers(space, inbound, answered)
      : or(arena, answeringResets(space, answered), echoes(space, inbound))
  const untracked = and(
    arena,
    base,
    orAll(arena, [
      has(space, 'sender', sender.own),
      and(arena, has(space, 'sender', sender.kernel), errors),
      and(arena, has(space, 'sender', sender.answer), answered),
    ]),
  )
  const attached = drawn ?? (isConntrackOn ? and(arena, errors, attachedTo(space)) : FALSE)
  const tracked = andAll(arena, [
    exists(arena, base, connectionBits(space)),
    has(space, 'sender', sender.kernel),
    has(space, 'has socket', 0),
    attached,
  ])
  return or(arena, untracked, tracked)
}

/** What answers a tracked packet belongs to its connection from the start, confirmed or not (`nf_ct_attach`). */
const attachedTo = (space: Space): Diagram =>
  and(space.arena, has(space, 'ct kind', ctKind.related), has(space, 'ct first', 0))

/** From the ports at which something of a client's arrives. */
const answeringResets = (space: Space, answered: Diagram): Diagram =>
  andAll(space.arena, [
    has(space, 'has socket', 0),
    has(space, 'l4proto', 6),
    hasAny(space, 'tcp flags', [0x04, 0x14]),
    answered,
  ])

/**
 * ICMP errors and resets, of no socket (RFC 792, RFC 4443), as far as anything of a client's draws them: errors by
 * what gets as far as routing, by fragments that wait, and by rejects; echoes by what arrives; resets from the ports at
 * which something arrives, and from those that a packet which is rejected was bound for (`nf_reject_ip_tcphdr_put`).
 */
const kernelAnswers = (space: Space, inbound: Inbound, answered: Diagram): Diagram => {
  const { arena } = space
  const clients = inZone(space, 'iif', 'clients')
  const drawn = (...kinds: readonly Happening['kind'][]): boolean =>
    inbound.happenings.some(
      ({ kind, flow }) => kinds.includes(kind) && and(arena, flow.set, clients) !== FALSE,
    )
  const resets = inbound.happenings.flatMap(({ kind, flow }) =>
    kind === 'reject-tcp-reset' ? [flow] : [],
  )
  const isRouted = inbound.routed.some(({ set }) => and(arena, set, clients) !== FALSE)
  const icmp = isIcmpError(space)
  const reset = and(arena, has(space, 'l4proto', 6), hasAny(space, 'tcp flags', [0x04, 0x14]))
  return andAll(arena, [
    has(space, 'has socket', 0),
    or(
      arena,
      or(
        arena,
        orAll(arena, [
          isRouted || drawn('reject-icmp') ? icmp : FALSE,
          drawn('held-fragment') ? and(arena, icmp, ofWaiting(space)) : FALSE,
        ]),
        echoes(space, inbound),
      ),
      and(arena, reset, or(arena, answered, portsTurnedRound(space, resets))),
    ),
  ])
}

/**
 * Answers to requests of ICMP, wherever any of a client's arrives (`icmp_echo`, `icmp_timestamp`, `icmpv6_echo_reply`).
 * They are attached to nothing: conntrack finds the request's entry by them, as by any answer.
 */
const echoes = (space: Space, inbound: Inbound): Diagram => {
  const { arena } = space
  const clients = inZone(space, 'iif', 'clients')
  const isIcmp = has(space, 'l4proto', icmpProtocol(space))
  const isAsked = inbound.delivered.some(
    ({ set }) => andAll(arena, [set, clients, isIcmp]) !== FALSE,
  )
  return isAsked
    ? andAll(arena, [
        has(space, 'has socket', 0),
        isIcmp,
        hasAny(space, 'icmp type', isIpv4(space) ? [0, 14] : [129]),
      ])
    : FALSE
}

/** What is said of a fragment that waits: that it took too long, or of IPv6 that it makes no sense (`ip_expire`). */
const ofWaiting = (space: Space): Diagram =>
  hasAny(space, 'icmp type', isIpv4(space) ? [11] : [3, 4])

/** ICMP that complains about a packet, and is no answer to a question. */
export const isIcmpError = (space: Space): Diagram =>
  and(
    space.arena,
    has(space, 'l4proto', icmpProtocol(space)),
    hasAny(space, 'icmp type', isIpv4(space) ? [3, 4, 5, 11, 12] : [1, 2, 3, 4]),
  )

/** From the ports at which something of a client's arrives; with their owner's uid, or an orphan's without any. */
const socketAnswers = (space: Space, inbound: Inbound): Diagram =>
  and(
    space.arena,
    portsTurnedRound(space, inbound.delivered),
    not(has(space, 'l4proto', icmpProtocol(space))),
  )

/** The packets from the ports that these, of clients, were bound for, of the same protocol. */
const portsTurnedRound = (space: Space, flows: readonly Flow[]): Diagram => {
  const { arena } = space
  const turned = flows.map((flow) => {
    const port = block(space, destinationBlocks(flow.binding).port)
    const kept = new Set([...port, ...block(space, 'l4proto')])
    const others = [...space.blocks.of.values()].flat().filter((bit) => !kept.has(bit))
    const fromClients = and(arena, flow.set, inZone(space, 'iif', 'clients'))
    const ports = exists(arena, fromClients, [...others, ...space.choices.environment])
    const source = block(space, 'source port')
    return rename(
      arena,
      ports,
      port.map((bit, index) => [bit, source[index] ?? bit] as const),
    )
  })
  return orAll(arena, turned)
}

/** What OUTPUT translated is routed anew, whatever the old way was: rules of OUTPUT have seen the old one. */
const reroute = (space: Space, flow: Flow, isMarked: boolean): Flow => {
  if (flow.binding.destination === 'original' && !isMarked) return flow
  const way = [...block(space, 'oif'), ...block(space, 'oif group')]
  const set = and(space.arena, exists(space.arena, flow.set, way), interfaceLaw(space, 'oif', true))
  return { ...flow, set }
}

/**
 * Whether a chain of type route, or x_tables' mangle, may change a mark in OUTPUT: then the kernel asks the routing
 * rules again (`ip_route_me_harder`), and a packet that OUTPUT let out by one interface leaves by another.
 */
const marksOutput = ({ machine }: Engine): boolean =>
  machine.tables.some(
    (table) =>
      table.chains.some(
        ({ base }) =>
          base?.hook === 'output' &&
          (base.type === 'route' || (table.engine === 'legacy' && table.name === 'mangle')),
      ) &&
      table.chains.some(({ rules }) =>
        rules.some(({ steps }) =>
          steps.some((step) => step.kind === 'set-mark' && step.target === 'meta mark'),
        ),
      ),
  )

/** The flows of one sender. */
export const ofSender = (space: Space, flows: readonly Flow[], which: number): readonly Flow[] =>
  flows.flatMap((flow) => within(space, flow, has(space, 'sender', which)))
