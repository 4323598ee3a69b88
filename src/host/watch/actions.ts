import type { LockResult } from '../system/index.ts'
import type { WatchLimits } from './limits.ts'
import type { WatchTools } from './tools.ts'

/** What a lockdown of ours says of itself: only such a one is taken back. */
export const ownReason = 'watch: '

/** What a watch can do to a gateway; each is logged with the reason for it. */
export interface Actions {
  /** `overtaken`: another run of ours was at it, and has ended; what it left is not known yet. */
  readonly lockDown: (why: string) => Promise<'locked' | 'overtaken'>
  /** Whether there was any client to cut off. */
  readonly cutOff: (why: string) => Promise<boolean>
  /** Undefined: it was tried a moment ago. Where it fails, a lockdown of ours is in force. */
  readonly restore: (why: string) => Promise<boolean | undefined>
  readonly report: (why: string) => void
}

export const makeActions = (tools: WatchTools, limits: WatchLimits): Actions => {
  const { clock, log } = tools
  let restoredAt = Number.NEGATIVE_INFINITY

  const timed = async <Result>(what: () => Promise<Result>) => {
    const start = clock.monotonic()
    const result = await what()
    return { result, milliseconds: Math.round(clock.monotonic() - start) }
  }

  const lockDown: Actions['lockDown'] = async (why) => {
    const turn = await waitForTurn(tools, limits)
    if (turn.kind === 'overtaken') return 'overtaken'
    const { result, milliseconds } = await timed(() => tools.lockDown(`${ownReason}${why}`))
    turn.release()
    const action = { locked: 'locked-down', 'cut-off': 'cut-off', open: 'failed' } as const
    const how = [result.how, ...result.faults].join('; ')
    log({ event: 'acted', action: action[result.kind], how, why, milliseconds })
    return 'locked'
  }

  return {
    lockDown,
    cutOff: async (why) => {
      const { result, milliseconds } = await timed(tools.cutOff)
      if (result.length === 0) return false
      const how = `the lockdown does not hold; taken down: ${result.join(', ')}`
      log({ event: 'acted', action: 'cut-off', how, why, milliseconds })
      return true
    },
    restore: async (why) => {
      if (clock.monotonic() - restoredAt < limits.restore) return undefined
      restoredAt = clock.monotonic()
      const { result, milliseconds } = await timed(tools.restore)
      const { isApplied, how } = result
      log({ event: 'acted', action: isApplied ? 'restored' : 'failed', how, why, milliseconds })
      // A lockdown that `apply` left says why it did; ours is the one that is tried again.
      if (!isApplied) await lockDown(`it could not be restored: ${how}`)
      return isApplied
    },
    report: (why) =>
      log({ event: 'acted', action: 'reported', how: 'nothing was done', why, milliseconds: 0 }),
  }
}

type Turn = { readonly kind: 'ours'; readonly release: () => void } | { readonly kind: 'overtaken' }

/** A run of ours that holds the lock is fail-closed itself; one that holds it for too long hangs, and is not waited for. */
const waitForTurn = async (
  { clock, lock, log }: WatchTools,
  limits: WatchLimits,
): Promise<Turn> => {
  const until = clock.monotonic() + limits.busy
  let result: LockResult = await lock()
  if (result.kind !== 'busy') return turnOf(result)
  log({ event: 'busy', why: 'another run of ours is at work' })
  while (result.kind === 'busy' && clock.monotonic() < until) {
    await clock.wait(limits.quiet)
    result = await lock()
  }
  if (result.kind === 'busy') {
    log({ event: 'busy', why: 'another run of ours hangs: going on without the lock' })
    return { kind: 'ours', release: () => {} }
  }
  turnOf(result).release()
  return { kind: 'overtaken' }
}

/** Who cannot take the lock at all locks down without it. */
const turnOf = (result: LockResult): Turn & { readonly kind: 'ours' } => ({
  kind: 'ours',
  release: result.kind === 'held' ? result.release : () => {},
})
