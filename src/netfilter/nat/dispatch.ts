import type { PlannedChain } from '../hook-plan.ts'
import { icmpOf } from '../protocol.ts'
import { runChain } from '../rules/chain.ts'
import type { Verdict } from '../rules/context.ts'
import type { HookView, Passenger, Tracked, Walk } from '../walk.ts'
import { noteKernel, removeConnection } from '../walk.ts'
import type { Manip } from './mangle.ts'
import { mangleError, manglePacket, needsMangling, targetTuple } from './mangle.ts'
import { nullBinding, setUpNat } from './set-up.ts'

export interface NatResult {
  readonly verdict: Verdict
  readonly passenger: Passenger
}

const accepted = (passenger: Passenger): NatResult => ({
  verdict: { kind: 'accept' },
  passenger,
})

const manipOf = (view: HookView): Manip =>
  view.hook === 'prerouting' || view.hook === 'output' ? 'destination' : 'source'

/**
 * The one place where NAT happens (nf_nat_inet_fn). Chains of type nat are asked only where the connection is new
 * (or expected) and this end of it is not settled yet; the first that settles it is the last one asked, and one that
 * only accepts does not keep the next from translating. All other packets are translated as their connection says,
 * and what has no connection (INVALID, UNTRACKED) passes as it is.
 */
export const dispatchNat = (
  walk: Walk,
  view: HookView,
  chains: readonly PlannedChain[],
  passenger: Passenger,
): NatResult => {
  const { tracking, packet } = passenger
  if (tracking.kind !== 'tracked') return accepted(passenger)
  const { connection } = tracking
  if (tracking.state === 'related' && packet.protocol === icmpOf(connection.family))
    return translateError(walk, view, passenger, tracking)
  const manip = manipOf(view)
  if (tracking.state !== 'established' && !isSettled(tracking, manip)) {
    const result = bind(walk, view, chains, passenger, manip)
    if (result.verdict.kind !== 'accept') return result
    return accepted(mangle(walk, view, result.passenger, manip))
  }
  if (leavesElsewhere(view, tracking)) {
    removeConnection(walk, connection)
    const text = 'masqueraded by another interface: the connection is forgotten'
    noteKernel(walk, view.hook, text)
    return { passenger, verdict: droppedByNat(view, text) }
  }
  return accepted(mangle(walk, view, passenger, manip))
}

const isSettled = ({ connection: { status } }: Tracked, manip: Manip): boolean =>
  manip === 'source' ? status.sourceSettled : status.destinationSettled

const droppedByNat = (view: HookView, text: string): Verdict => ({
  kind: 'drop',
  cause: 'nat',
  at: { where: view.hook, text, place: null },
})

/** A masqueraded connection whose way out has changed bears the wrong address: `nf_nat_oif_changed`. */
const leavesElsewhere = (view: HookView, { connection, direction }: Tracked): boolean =>
  view.hook === 'postrouting' &&
  direction === 'original' &&
  connection.masqueradedBy !== null &&
  connection.masqueradedBy !== view.output

/** Asks the chains in their order; if none settles the end, it is settled to stay as it is. */
const bind = (
  walk: Walk,
  view: HookView,
  chains: readonly PlannedChain[],
  passenger: Passenger,
  manip: Manip,
): NatResult => {
  let current = passenger
  for (const chain of chains) {
    const { verdict, passenger: after } = runChain(walk, view, chain, current)
    current = after
    if (verdict.kind !== 'accept') return { verdict, passenger: current }
    if (current.tracking.kind === 'tracked' && isSettled(current.tracking, manip))
      return accepted(current)
  }
  const { tracking } = current
  if (tracking.kind !== 'tracked') return accepted(current)
  const connection = setUpNat(walk.connections, tracking.connection, manip, nullBinding)
  return accepted({ ...current, tracking: { ...tracking, connection } })
}

/** Puts into the packet what the connection says of this end. */
const mangle = (walk: Walk, view: HookView, passenger: Passenger, manip: Manip): Passenger => {
  const { tracking, packet } = passenger
  if (tracking.kind !== 'tracked') return passenger
  const { connection, direction } = tracking
  const target = targetTuple(connection, direction)
  if (!target || !needsMangling(connection, direction, manip)) return passenger
  noteKernel(walk, view.hook, `nat: the ${manip} is translated`)
  const mangled = manglePacket(packet, target, manip)
  // What loops back loses its route where it is sent elsewhere (nf_nat_ipv4_pre_routing).
  const keepsRoute = passenger.keepsRoute && mangled.destination === packet.destination
  return { ...passenger, packet: mangled, keepsRoute }
}

/** ICMP redirects of a translated connection would name the wrong gateway, and are dropped. */
const translateError = (
  walk: Walk,
  view: HookView,
  passenger: Passenger,
  { connection, direction }: Tracked,
): NatResult => {
  const { packet } = passenger
  const { status } = connection
  const redirect = connection.family === 'ipv4' ? 5 : 137
  if (packet.icmp?.type === redirect) {
    const isPlain =
      status.sourceSettled && status.destinationSettled && !status.isSnat && !status.isDnat
    if (!isPlain)
      return { passenger, verdict: droppedByNat(view, 'an ICMP redirect of a translated flow') }
  }
  const manip = manipOf(view)
  if (!needsMangling(connection, direction, manip)) return accepted(passenger)
  noteKernel(walk, view.hook, `nat: the error's ${manip} is translated`)
  return accepted({ ...passenger, packet: mangleError(packet, connection, direction, manip) })
}
