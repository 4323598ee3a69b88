import type { Gateway } from '../policy/gateway.ts'
import { intents, lockdownIntents } from './intents/index.ts'
import type { Plan } from './plan.ts'
import { plannedSets } from './sets.ts'

/** Asks every intent for its rules, in order. */
export const makePlan = (gateway: Gateway): Plan => ({
  gateway,
  rules: intents.flatMap((intent) => intent.place(gateway)),
  sets: plannedSets(gateway),
})

/**
 * The same of the intents of lockdown. It looks nothing up: what only the booting gateway knows is what it serves, and
 * under lockdown it serves no client. It logs nothing: where the kernel has no logger, a rule that logs is refused, and
 * all others with it.
 */
export const makeLockdownPlan = (gateway: Gateway): Plan => {
  const silent: Gateway = { ...gateway, own: { ...gateway.own, log: { kind: 'off' } } }
  return {
    gateway: silent,
    rules: lockdownIntents.flatMap((intent) => intent.place(silent)),
    sets: [],
  }
}
