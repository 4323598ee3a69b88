import type { JudgedPlace } from './context.ts'

/**
 * What a rule is good for.
 * - `never-matches`: its own tests, and what its hooks see, leave it no packet.
 * - `dead`: no packet comes to it.
 * - `shadowed`: packets come to it, and what it takes is not among them.
 * - `live`: for all that can be said.
 */
export type RuleStatus = 'never-matches' | 'dead' | 'shadowed' | 'live'

export const statusOf = ({ reaches }: JudgedPlace): RuleStatus => {
  if (!reaches.some(({ isTouchedAlone }) => isTouchedAlone)) return 'never-matches'
  if (!reaches.some(({ isReached }) => isReached)) return 'dead'
  return reaches.some(({ isTouched }) => isTouched) ? 'live' : 'shadowed'
}
