import { assertNever } from '../assert.ts'
import { confirm } from './conntrack/confirm.ts'
import { track } from './conntrack/track.ts'
import { holdFragment } from './fragments.ts'
import type { HookEntry, PlannedChain } from './hook-plan.ts'
import { dispatchNat } from './nat/dispatch.ts'
import { reroute } from './routing/reroute.ts'
import { runChain } from './rules/chain.ts'
import type { Verdict } from './rules/context.ts'
import type { HookView, Passed, Passenger, Walk } from './walk.ts'
import { ends, noteKernel } from './walk.ts'

/**
 * One hook: its functions in their order, until one of them drops the packet or none is left (nf_hook_slow). That a
 * chain accepts ends that chain and nothing else: the next one may still drop.
 */
export const runHook = (walk: Walk, view: HookView, passenger: Passenger): Passed => {
  const device = view.hook === 'egress' ? view.output : view.hook === 'ingress' ? view.input : null
  let current: Passed = passenger
  for (const entry of walk.plan.at(passenger.packet.family, view.hook, device)) {
    current = runEntry(walk, view, entry, current)
    if (current === null) return null
  }
  return current
}

const runEntry = (walk: Walk, view: HookView, entry: HookEntry, passenger: Passenger): Passed => {
  switch (entry.kind) {
    case 'defragment':
      return holdFragment(walk, view.hook, passenger)
    case 'track':
      return track(walk, view.hook, passenger)
    case 'confirm':
      return confirm(walk, view.hook, passenger)
    case 'nat': {
      const { verdict, passenger: after } = dispatchNat(walk, view, entry.chains, passenger)
      const passed = obey(walk, verdict, after)
      return passed && isTurned(view, passed) ? reroute(walk, passed) : passed
    }
    case 'chain': {
      // In tables of inet the frame's type says whose packet it is, and of a VLAN's no chain is asked (nft_do_chain_inet).
      const isSeen =
        entry.chain.table.table.family === 'netdev' || passenger.packet.link !== 'tagged'
      if (view.hook === 'ingress' && !isSeen) return passenger
      const { verdict, passenger: after } = runChain(walk, view, entry.chain, passenger)
      const passed = obey(walk, verdict, after)
      return passed && isRerouted(entry.chain, passenger, passed) ? reroute(walk, passed) : passed
    }
    default:
      return assertNever(entry)
  }
}

const obey = (walk: Walk, verdict: Verdict, passenger: Passenger): Passed => {
  switch (verdict.kind) {
    case 'accept':
      return passenger
    case 'drop':
      return ends(walk, { kind: 'dropped', cause: verdict.cause, at: verdict.at })
    case 'queue':
      return queue(walk, verdict, passenger)
    case 'gone':
      return null
    default:
      return assertNever(verdict)
  }
}

/**
 * A program that lets the packet go on hands it to the *next* function of the hook: the rest of this chain, drops
 * and all, is skipped. So it is where nobody listens and the rule says bypass (nf_queue).
 */
const queue = (
  walk: Walk,
  { bypass, at }: Extract<Verdict, { kind: 'queue' }>,
  passenger: Passenger,
): Passed => {
  const { decide } = walk.environment
  const place = at.place ?? noPlace
  const dropped = { kind: 'dropped', cause: 'queue', at } as const
  if (!decide({ kind: 'queue-listener', place, text: at.text })) {
    if (!bypass) return ends(walk, dropped)
    noteKernel(walk, at.where, 'nobody listens: the rest of the chain is skipped')
    return passenger
  }
  walk.outcomes.push({ kind: 'queued', packet: passenger.packet, at })
  return decide({ kind: 'queue-accepts', place, text: at.text }) ? passenger : ends(walk, dropped)
}

const noPlace = { source: '', line: 1, column: 1 }

/** What the gateway sends is routed again where NAT gave its connection another destination. */
const isTurned = ({ hook }: HookView, { tracking }: Passenger): boolean => {
  if (hook !== 'output' || tracking.kind !== 'tracked') return false
  const { connection, direction } = tracking
  const { original, reply } = connection
  return direction === 'original'
    ? original.destination !== reply.source
    : reply.destination !== original.source
}

/**
 * Of a chain at OUTPUT only those of type route (and x_tables' mangle, which is one) make the kernel route again what
 * they changed: a mark that a filter chain sets there changes no route.
 */
const isRerouted = (
  { base, table: { table } }: PlannedChain,
  before: Passenger,
  after: Passenger,
): boolean => {
  const isRoute = base.type === 'route' || (table.engine === 'legacy' && table.name === 'mangle')
  return (
    isRoute &&
    base.hook === 'output' &&
    (before.mark !== after.mark ||
      before.packet.source !== after.packet.source ||
      before.packet.destination !== after.packet.destination ||
      before.packet.other['ip dscp'] !== after.packet.other['ip dscp'])
  )
}
