import type { LockdownResult } from '../lockdown/index.ts'
import type { Clock, LockResult } from '../system/index.ts'
import type { LogEntry, OnDrift } from './log.ts'
import type { StartMonitor } from './monitor.ts'
import type { Sight } from './sight.ts'
import type { Unannounced } from './unannounced.ts'

/** All that a watch can see and do. A test makes one that lies, hangs, loses and dies. */
export interface WatchTools {
  readonly startMonitor: StartMonitor
  /** The text of /proc/self/net/netlink. */
  readonly netlinkTable: () => string
  readonly unannounced: () => Promise<Unannounced>
  /** Reads all that is in force and proves it. It may hang; then it is left behind. */
  readonly look: () => Promise<Sight>
  /** Gives up the look that hangs, so that the next one is another. */
  readonly abandonLook: () => void
  /** The lock that runs of ours take, tried once. */
  readonly lock: () => Promise<LockResult>
  readonly lockDown: (reason: string) => Promise<LockdownResult>
  /** Takes the clients' interfaces down: what is left where a lockdown does not hold. */
  readonly cutOff: () => Promise<readonly string[]>
  readonly restore: () => Promise<Restored>
  readonly clock: Clock
  readonly log: (entry: LogEntry) => void
}

/** What became of putting back what was applied. Where it failed, the lockdown is in force. */
export interface Restored {
  readonly isApplied: boolean
  readonly how: string
}

export interface WatchOptions {
  readonly onDrift: OnDrift
  /** Milliseconds after which it is looked though nothing happened. */
  readonly heartbeat: number
}

/** - `stopped`: somebody asked for it. - `blind`: it cannot watch here; by policy it has locked down. */
export type WatchEnd = 'stopped' | 'blind'
