import type { Cause } from './cause.ts'
import type { Condition } from './sight.ts'

/** What a watch says, an entry at a time. Words are visible already. */
export type LogEntry =
  | { readonly event: 'watching'; readonly onDrift: OnDrift }
  /** At once, before anything is read. */
  | { readonly event: 'noticed'; readonly cause: Cause }
  | {
      readonly event: 'looked'
      readonly condition: Condition
      readonly why: string
      /** What it was for; the first few. */
      readonly causes: readonly Cause[]
      readonly isProvedAnew: boolean
      /** Since the first of the causes. */
      readonly milliseconds: number
    }
  /** A monitor has ended, is deaf or lost something: what happened since is not known. */
  | { readonly event: 'blind'; readonly why: string }
  | { readonly event: 'busy'; readonly why: string }
  | {
      readonly event: 'acted'
      readonly action: 'locked-down' | 'cut-off' | 'restored' | 'reported' | 'failed'
      readonly how: string
      readonly why: string
      readonly milliseconds: number
    }
  | { readonly event: 'ended'; readonly why: string }

/** What is done where what is in force does not hold, or is not what was applied. */
export const onDriftChoices = ['lockdown', 'report', 'restore'] as const
export type OnDrift = (typeof onDriftChoices)[number]

/** One line for the journal. */
export const formatEntry = (entry: LogEntry): string => {
  switch (entry.event) {
    case 'watching':
      return `watching; on drift: ${entry.onDrift}`
    case 'noticed':
      return `noticed: ${entry.cause.what}`
    case 'looked': {
      const after = entry.causes.map(({ what }) => what).join('; ')
      const proof = entry.isProvedAnew ? 'proved again' : 'the same as before'
      const found =
        entry.condition === 'well'
          ? `${entry.why}, ${proof}`
          : `${entry.condition.toUpperCase()}: ${entry.why}`
      return `${found} (${entry.milliseconds} ms after: ${after})`
    }
    case 'blind':
      return `BLIND: ${entry.why}`
    case 'busy':
      return `waiting: ${entry.why}`
    case 'acted':
      return `${entry.action.toUpperCase()} in ${entry.milliseconds} ms: ${entry.how}; because ${entry.why}`
    case 'ended':
      return `no longer watching: ${entry.why}`
  }
}
