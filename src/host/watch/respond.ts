import { makeActions, ownReason } from './actions.ts'
import type { Cause } from './cause.ts'
import type { WatchLimits } from './limits.ts'
import type { Sight } from './sight.ts'
import { conditionOf, mayLeak, reasonOf } from './sight.ts'
import type { WatchOptions, WatchTools } from './tools.ts'

/** What is done about what was seen. */
export interface Responder {
  /** A cause where something was done, for which it is to be looked again. */
  readonly toSight: (sight: Sight) => Promise<Cause | undefined>
  /** What happened is not known. */
  readonly toBlindness: (why: string) => Promise<void>
}

const again = (what: string): Cause => ({ kind: 'ourselves', what })

export const makeResponder = (
  tools: WatchTools,
  { onDrift }: WatchOptions,
  limits: WatchLimits,
): Responder => {
  const actions = makeActions(tools, limits)
  let isUnseenStill = false
  /** What the last lockdown was for: where it is seen again behind it, a lockdown does not help. */
  let lockedFor: string | null = null

  const restore = async (why: string): Promise<Cause | undefined> => {
    const isApplied = await actions.restore(why)
    if (isApplied === undefined) return undefined
    return again(isApplied ? 'what was applied was put back' : 'it could not be put back')
  }

  const toLeak = async (sight: Sight, why: string): Promise<Cause | undefined> => {
    if (onDrift === 'report') {
      actions.report(why)
      return undefined
    }
    if (sight.kind === 'seen' && sight.isLockedDown && lockedFor === why)
      return (await actions.cutOff(why)) ? again('clients were cut off') : undefined
    lockedFor = why
    const isRepeated = sight.kind === 'unseen' && isUnseenStill
    isUnseenStill = sight.kind === 'unseen'
    if ((await actions.lockDown(why)) === 'overtaken') return again('another run of ours has ended')
    if (onDrift === 'restore' && sight.kind === 'seen')
      return (await restore(why)) ?? again('locked down')
    return isRepeated ? undefined : again('locked down')
  }

  return {
    toSight: async (sight) => {
      const why = reasonOf(sight)
      if (mayLeak(conditionOf(sight))) return toLeak(sight, why)
      isUnseenStill = false
      lockedFor = null
      if (onDrift !== 'restore' || sight.kind === 'unseen') return undefined
      return asksForRestoring(sight) ? restore(sight.lockdownReason ?? why) : undefined
    },
    toBlindness: async (why) => {
      if (onDrift === 'report') actions.report(why)
      else await actions.lockDown(why)
    },
  }
}

/** A lockdown that somebody else ordered stays: it is not drift. */
const asksForRestoring = (sight: Sight & { readonly kind: 'seen' }): boolean =>
  sight.isLockedDown
    ? (sight.lockdownReason?.startsWith(ownReason) ?? false)
    : conditionOf(sight) === 'changed' || sight.customInput === 'missing'
