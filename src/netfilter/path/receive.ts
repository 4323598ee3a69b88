import { assertNever } from '../../assert.ts'
import { findConnection, tupleOf } from '../conntrack/tuple.ts'
import { runHook } from '../hook.ts'
import { manglePacket, needsMangling, targetTuple } from '../nat/mangle.ts'
import { protocols, tcpBit } from '../protocol.ts'
import { refusedBeforeHooks } from '../routing/early.ts'
import { routeIn } from '../routing/input.ts'
import type { IpFamily } from '../routing/lookup.ts'
import { interfaceOf, lookUp } from '../routing/lookup.ts'
import type { Passenger, Walk } from '../walk.ts'
import { dropsAt, ends, noteKernel } from '../walk.ts'
import { receiveArp } from './arp.ts'
import { deliver } from './deliver.ts'
import { forward } from './forward.ts'
import { sendError } from './send-error.ts'

/** What enters by an interface: its ingress, PREROUTING, and then the route decides: here, onward, or nowhere. */
export const receive = (walk: Walk, passenger: Passenger): void => {
  const { input } = passenger
  const face = interfaceOf(walk.environment, input)
  if (!face?.isUp) {
    dropsAt(walk, 'interface-down', 'entry', `${input ?? 'the interface'} is not there or down`)
    return
  }
  const seen = runHook(walk, { hook: 'ingress', input, output: null }, passenger)
  if (!seen) return
  const entered = seen.packet.link === 'tagged' ? untagged(seen) : seen
  const { family } = entered.packet
  if (family === 'arp') receiveArp(walk, entered)
  else if (!isOffloaded(walk, family, entered)) receiveIp(walk, family, entered)
}

const untagged = (passenger: Passenger): Passenger => {
  const { link: _, ...packet } = passenger.packet
  return { ...passenger, packet }
}

const receiveIp = (walk: Walk, family: IpFamily, passenger: Passenger): void => {
  const { input } = passenger
  const refused = refusedBeforeHooks(passenger.packet, family, input)
  if (refused !== undefined) {
    dropsAt(walk, 'martian', 'entry', refused)
    return
  }
  const passed = runHook(walk, { hook: 'prerouting', input, output: null }, passenger)
  if (!passed) return
  if (passed.keepsRoute) {
    noteKernel(walk, 'routing', 'looped back: delivered here')
    deliver(walk, passed)
    return
  }
  route(walk, family, passed)
}

const route = (walk: Walk, family: IpFamily, passenger: Passenger): void => {
  const answer = routeIn(walk.environment, family, passenger)
  switch (answer.kind) {
    case 'local':
      noteKernel(walk, 'routing', 'delivered here')
      deliver(walk, passenger)
      return
    case 'forward':
      noteKernel(walk, 'routing', `forwarded by ${answer.interface}`)
      forward(walk, family, {
        ...passenger,
        output: answer.interface,
        nextHop: answer.nextHop,
      })
      return
    case 'drop':
      dropsAt(walk, answer.cause, 'routing', answer.text)
      if (answer.error) sendError(walk, family, passenger, answer.error, answer.text)
      return
    default:
      assertNever(answer)
  }
}

/**
 * A flow that stands in a flowtable leaves from ingress, translated as its entry says, past every other hook
 * (nf_flow_offload_ip_hook). Fragments, options, the last hop, FIN and RST take the ordinary way.
 */
const isOffloaded = (walk: Walk, family: IpFamily, { packet }: Passenger): boolean => {
  const tuple = tupleOf(packet)
  const found = tuple && findConnection(walk.connections, family, packet.protocol, tuple)
  if (!found?.connection.isOffloaded) return false
  const isOrdinary =
    packet.fragment.kind !== 'none' ||
    packet.hasOptions ||
    packet.ttl <= 1 ||
    (packet.protocol === protocols.tcp &&
      ((packet.tcpFlags ?? 0) & (tcpBit.fin | tcpBit.rst)) !== 0)
  if (isOrdinary) return false
  const { connection, direction } = found
  const target = targetTuple(connection, direction)
  let sent = { ...packet, ttl: packet.ttl - 1, enters: null }
  for (const manip of ['source', 'destination'] as const)
    if (target && needsMangling(connection, direction, manip))
      sent = { ...manglePacket(sent, target, manip), enters: null }
  const way = lookUp(walk.environment, family, sent.destination, 0)
  if (way.kind !== 'unicast') return false
  noteKernel(walk, 'ingress', `flowtable: leaves by ${way.interface} past all other hooks`)
  ends(walk, { kind: 'offloaded', interface: way.interface, packet: sent })
  return true
}
