import type { BaseHook } from '../ruleset/index.ts'
import type { Connection, Connections } from './connection.ts'
import type { Environment } from './environment.ts'
import type { DropCause, Fate, Generated, Station, TproxyListener, TraceEntry } from './fate.ts'
import type { HookPlan } from './hook-plan.ts'
import type { Packet, SocketOwner } from './packet.ts'

/** The notebook of one judgement: all that is noted on the way stands here, and nowhere else. */
export interface Walk {
  readonly plan: HookPlan
  readonly environment: Environment
  /** Confirmed entries as they are by now: each change replaces the table. */
  connections: Connections
  readonly outcomes: Fate[]
  readonly trace: TraceEntry[]
  readonly generated: Generated[]
  /** How many packets of the kernel's own led to this one. */
  readonly depth: number
}

/** A packet on its way, with all that the kernel keeps beside it. */
export interface Passenger {
  readonly packet: Packet
  readonly mark: number
  readonly tracking: Tracking
  /** By which interface it came in; null for what the gateway sends. */
  readonly input: string | null
  /** By which interface the route leads out; null before routing and for what is delivered here. */
  readonly output: string | null
  /** The next hop on the link of `output`. */
  readonly nextHop: bigint | null
  readonly socket: SocketOwner | null
  readonly tproxy: TproxyListener | null
  /** What loops back over `lo` keeps the route by which it was sent. */
  readonly keepsRoute: boolean
}

/** `skb->_nfct`: what conntrack made of the packet. `none` is also what INVALID is. */
export type Tracking =
  | { readonly kind: 'none' }
  | { readonly kind: 'untracked' }
  | {
      readonly kind: 'tracked'
      readonly connection: Connection
      readonly direction: 'original' | 'reply'
      readonly state: 'new' | 'established' | 'related'
    }

export type Tracked = Extract<Tracking, { kind: 'tracked' }>

/**
 * What the functions of one hook see. Interfaces are settled before the hook begins: a route that changes in its
 * middle changes `passenger.output` and not what `oifname` says (nf_hook_state).
 */
export interface HookView {
  readonly hook: BaseHook
  readonly input: string | null
  readonly output: string | null
}

/** What a function of a hook says: on to the next one with what became of the packet, or the end; then it is noted. */
export type Passed = Passenger | null

export const noteTrace = (walk: Walk, hook: string, station: Station): void => {
  walk.trace.push({ hook, ...station })
}

/** A step that the kernel takes by itself, between the rules. */
export const noteKernel = (walk: Walk, hook: string, text: string): void =>
  noteTrace(walk, hook, { where: '', text, place: null })

export const ends = (walk: Walk, fate: Fate): null => {
  walk.outcomes.push(fate)
  return null
}

/** Dropped by the kernel itself at some point of the way. */
export const dropsAt = (walk: Walk, cause: DropCause, where: string, text: string): null => {
  noteKernel(walk, where, text)
  return ends(walk, { kind: 'dropped', cause, at: { where, text, place: null } })
}

/**
 * Changes the passenger's connection. Where the entry stands in the table already, everybody sees the change at once,
 * whatever becomes of this packet.
 */
export const changeConnection = (
  walk: Walk,
  passenger: Passenger,
  tracked: Tracked,
  change: Partial<Connection>,
): Passenger => {
  const connection: Connection = { ...tracked.connection, ...change }
  replaceConnection(walk, tracked.connection, connection)
  return { ...passenger, tracking: { ...tracked, connection } }
}

/** Puts an entry in another's place, if that stands in the table. */
export const replaceConnection = (walk: Walk, old: Connection, by: Connection): void => {
  if (!walk.connections.entries.includes(old)) return
  walk.connections = {
    entries: walk.connections.entries.map((entry) => (entry === old ? by : entry)),
  }
}

export const removeConnection = (walk: Walk, old: Connection): void => {
  walk.connections = { entries: walk.connections.entries.filter((entry) => entry !== old) }
}
