import type { Diagram } from '../diagram/index.ts'
import type { Flow } from './flow.ts'

/** What a rule does to a packet besides letting it pass or not. */
export type EventKind =
  | 'offload'
  | 'duplicate'
  | 'forward'
  | 'queue'
  | 'synproxy'
  | 'tproxy'
  | 'reject-tcp-reset'
  | 'reject-icmp'
  /** A connection's mark is written: the packet as it then is. */
  | 'marks-connection'

/** The packets to which it happens, as a predicate. */
export type EventSets = ReadonlyMap<EventKind, Diagram>

/** The packets to which it happened, as they then were. */
export interface EventFlow {
  readonly kind: EventKind
  readonly flow: Flow
}
