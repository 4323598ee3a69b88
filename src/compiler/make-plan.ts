import type { Gateway } from '../policy/gateway.ts'
import { intents } from './intents/index.ts'
import type { Plan } from './plan.ts'
import { plannedSets } from './sets.ts'

/** Asks every intent for its rules, in order. */
export const makePlan = (gateway: Gateway): Plan => ({
  gateway,
  rules: intents.flatMap((intent) => intent.place(gateway)),
  sets: plannedSets(gateway),
})
