import type { Backend } from '../lockdown/index.ts'
import { backends } from '../lockdown/index.ts'
import { readState } from '../state/index.ts'
import type { System } from '../system/index.ts'

/** What a loader said of the last thing it did, with null for what it left out. */
export interface Applied {
  readonly verdict: 'proved' | 'lockdown'
  readonly policyDigest: string | null
  readonly artefactDigest: string | null
  readonly backend: Backend
  /** Seconds since 1970. */
  readonly since: number | null
  readonly reason: string | null
}

/** Null: nobody left word, or what is there says no verdict; then nobody vouches for what is in force. */
export const readApplied = (system: System, folder: string): Applied | null => {
  const state = readState(system, folder)
  if (!state) return null
  return {
    verdict: state.verdict,
    policyDigest: digest(state.policySha256),
    artefactDigest: digest(state.artefactSha256),
    backend: backends.find((each) => each === state.backend) ?? 'nft',
    since: Number.isSafeInteger(state.since) && state.since > 0 ? state.since : null,
    reason: state.reason || null,
  }
}

const digest = (text: string): string | null => (/^[0-9a-f]{64}$/.test(text) ? text : null)
