import type { Gateway } from '../../policy/gateway.ts'
import type { AttachedClient, Inspection, OwnTables } from '../inspect/index.ts'
import type { Applied } from './applied.ts'
import type { Drop } from './drops.ts'
import type { TorStatus } from './tor.ts'

/** All that `status` tells, as data. */
export interface Status {
  /** The policy that it was held against. */
  readonly gateway: Gateway
  /** What the loader left behind; null: it left nothing, or nothing that can be read. */
  readonly applied: Applied | null
  /** Seconds since 1970. */
  readonly now: number
  /** What is in force, as far as it could be understood. */
  readonly firewall: Inspection & { readonly kind: 'read' | 'unreadable' }
  /** Null where what is in force was not understood. */
  readonly own: OwnTables | null
  readonly tor: TorStatus
  readonly clients: readonly AttachedClient[]
  /** Null: nothing of ours counts, or nothing of ours is there. */
  readonly drops: readonly Drop[] | null
}
