import type { Clock } from '../system/index.ts'
import type { Cause } from './cause.ts'
import type { WatchLimits } from './limits.ts'
import type { LogEntry } from './log.ts'

/** What happened since the last look began: a burst of events is one look. */
export interface Causes {
  /** Null: something, of which more is to be told in a moment. */
  readonly happened: (cause: Cause | null) => void
  readonly isStirred: () => boolean
  /** Waits for the burst to be over, but not for one that does not end. */
  readonly settle: () => Promise<void>
  /** Takes what there is, and the moment of the first of it, in milliseconds of the monotonic clock. */
  readonly take: () => { readonly causes: readonly Cause[]; readonly since: number }
}

const unnamed: Cause = { kind: 'ruleset', what: 'somebody wrote a ruleset' }

export const collectCauses = (
  clock: Clock,
  log: (entry: LogEntry) => void,
  limits: WatchLimits,
  wake: () => void,
): Causes => {
  let causes: readonly Cause[] = []
  let isUnfinished = false
  let firstAt = 0
  let lastAt = 0
  const isStirred = (): boolean => causes.length > 0 || isUnfinished
  return {
    isStirred,
    happened: (cause) => {
      lastAt = clock.monotonic()
      if (!isStirred()) firstAt = lastAt
      if (cause === null) isUnfinished = true
      else {
        const isKnown = causes.some(({ what }) => what === cause.what)
        if (isKnown || causes.length >= limits.causes) return wake()
        if (cause.kind !== 'heartbeat') log({ event: 'noticed', cause })
        causes = [...causes, cause]
      }
      wake()
    },
    settle: async () => {
      for (;;) {
        const rest = Math.min(lastAt + limits.quiet, firstAt + limits.burst) - clock.monotonic()
        if (rest <= 0) return
        await clock.wait(rest)
      }
    },
    take: () => {
      const taken = { causes: causes.length > 0 ? causes : [unnamed], since: firstAt }
      causes = []
      isUnfinished = false
      return taken
    },
  }
}
