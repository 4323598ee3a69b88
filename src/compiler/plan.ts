import type { Gateway } from '../policy/gateway.ts'
import type { NamedSet, Rule } from '../ruleset/index.ts'
import { byTraffic } from './by-traffic.ts'

/**
 * Where on a packet's way a rule stands. The stages are the compiler's own; each target maps them to its hooks.
 *
 * - `entry`: what comes in, before defragmentation and before conntrack; headers are the sender's own.
 * - `tracked`: after conntrack, before translation.
 * - `translate`: the destination is rewritten; only the first packet of a flow comes here.
 * - `forward`: what would be routed through.
 * - `deliver`: what is for the gateway itself, after translation.
 * - `leave`: what goes out by an interface, forwarded or the gateway's own, before its source is rewritten.
 * - `arp-in`, `arp-out`: ARP by a client's interface.
 */
export type Stage =
  | 'entry'
  | 'tracked'
  | 'translate'
  | 'forward'
  | 'deliver'
  | 'leave'
  | 'arp-in'
  | 'arp-out'

/** Whose interface the packet comes in by (or, in `leave` and `arp-out`, goes out by). */
export type Zone = 'client' | 'uplink'

export interface PlacedRule {
  readonly stage: Stage
  readonly zone: Zone
  readonly rule: Rule
}

/** One thing that the gateway owes, as rules. The order of intents is the order of their rules in each stage. */
export interface Intent {
  readonly name: string
  readonly place: (gateway: Gateway) => readonly PlacedRule[]
}

/** All that a target needs to know: rules by stage and zone, in order, and the sets they look things up in. */
export interface Plan {
  readonly gateway: Gateway
  readonly rules: readonly PlacedRule[]
  readonly sets: readonly NamedSet[]
}

export const rulesAt = (plan: Plan, stage: Stage, zone: Zone): readonly Rule[] =>
  byTraffic(
    plan.rules
      .filter((placed) => placed.stage === stage && placed.zone === zone)
      .map((placed) => placed.rule),
  )
