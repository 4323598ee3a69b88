import type { CustomInput, SettingDrift } from '../inspect/index.ts'

/** What one look came to: small and inert, so that it can be taken in another process. */
export type Sight =
  | {
      readonly kind: 'seen'
      /** Guarantees that forbid and do not hold. */
      readonly leaks: readonly string[]
      /** Guarantees that forbid and are undecided. */
      readonly doubts: readonly string[]
      /** Service that is not given; empty in a lockdown, which gives none. */
      readonly unserved: readonly string[]
      /** A packet and what becomes of it, of the first of these; null where there is none to show. */
      readonly example: string | null
      readonly missing: readonly string[]
      readonly changed: readonly string[]
      readonly settings: readonly SettingDrift[]
      readonly customInput: CustomInput
      readonly isLockedDown: boolean
      /** Why, by the word that was left; null where there is no lockdown, or no word of it. */
      readonly lockdownReason: string | null
      /** Clients' interfaces that are there. */
      readonly clients: readonly string[]
      /** Whether it took a proof, or is the very thing that was proved before. */
      readonly isProvedAnew: boolean
    }
  /** What is in force could not be read, or is nothing that anybody understands. */
  | { readonly kind: 'unseen'; readonly why: string }

/** What a sight asks for, the worst first. */
export type Condition = 'unseen' | 'open' | 'doubtful' | 'changed' | 'dead' | 'well'

export const conditionOf = (sight: Sight): Condition => {
  if (sight.kind === 'unseen') return 'unseen'
  if (sight.leaks.length > 0) return 'open'
  if (sight.doubts.length > 0) return 'doubtful'
  if (sight.isLockedDown) return 'well'
  if (sight.missing.length + sight.changed.length > 0) return 'changed'
  return isDead(sight) ? 'dead' : 'well'
}

const isDead = ({ unserved, customInput }: Sight & { readonly kind: 'seen' }): boolean =>
  unserved.length > 0 || customInput === 'missing'

/** Whether a packet may get past Tor, for all that is known. */
export const mayLeak = (condition: Condition): boolean =>
  condition === 'unseen' || condition === 'open' || condition === 'doubtful'

/** One line for people and for the state: why. */
export const reasonOf = (sight: Sight): string => {
  const shown = sight.kind === 'unseen' || sight.example === null ? '' : `: ${sight.example}`
  const condition = conditionOf(sight)
  if (sight.kind === 'unseen') return `what is in force cannot be seen: ${sight.why}`
  switch (condition) {
    case 'open':
      return `${some(sight.leaks)} does not hold${shown}`
    case 'doubtful':
      return `${some(sight.doubts)} is undecided${shown}`
    case 'changed':
      return sight.missing.length > 0
        ? `${sight.missing.join(' and ')} is gone`
        : `${sight.changed.join(' and ')} was changed, and still holds`
    case 'dead':
      return sight.customInput === 'missing'
        ? "Qubes' custom-input does not jump to our chain"
        : `clients are not served: ${sight.unserved.join(', ')}${shown}`
    case 'well':
    case 'unseen':
      return sight.isLockedDown ? 'it is locked down' : `all holds${settings(sight.settings)}`
  }
}

/** The proof counts with the settings that are in force: that one differs is no more than worth a word. */
const settings = (drift: readonly SettingDrift[]): string => {
  const [first] = drift
  if (!first) return ''
  const more = drift.length > 1 ? ` (and ${drift.length - 1} more)` : ''
  return `, though ${first.key} is ${first.found ?? 'gone'} and not ${first.wanted}${more}`
}

/** Guarantees that one line names. */
const NAMED_MAX = 3

const some = (ids: readonly string[]): string => {
  const more = ids.length - NAMED_MAX
  return `${ids.slice(0, NAMED_MAX).join(', ')}${more > 0 ? ` (and ${more} more)` : ''}`
}
