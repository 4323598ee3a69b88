import type { LockdownResult } from '../lockdown/index.ts'
import { lockDown } from '../lockdown/index.ts'
import type { State } from '../state/index.ts'
import { readState } from '../state/index.ts'
import type { Application } from './application.ts'
import { lockdownPlan } from './lockdown-plan.ts'
import { keepPrevious, readPrevious } from './previous.ts'
import type { Applied } from './run-apply.ts'
import { apply } from './run-apply.ts'
import { digest } from './steps/digest.ts'

/** What was gone back to. */
export type RolledBack =
  | { readonly kind: 'previous'; readonly applied: Applied }
  | { readonly kind: 'lockdown'; readonly lockdown: LockdownResult }
  /** Somebody else has changed it since, and is answerable for it. */
  | { readonly kind: 'overtaken' }

/** Somebody said that it holds: from now on it is what can be gone back to. */
export const confirm = async (application: Application): Promise<string | undefined> => {
  const folder = await digest.run(application)
  if (folder.kind === 'failed') return folder.why[0]
  const kept = keepPrevious(application, folder.value)
  return kept.kind === 'failed' ? kept.reason : undefined
}

/**
 * Nobody did: back to what was proved before, all the way from its digests to what is in force; and to the lockdown
 * where there is nothing to go back to, or where that fails. Never to something open. `left` is the word that the run left.
 */
export const rollBack = async (
  application: Application,
  left: State | undefined,
): Promise<RolledBack> => {
  const { system, stateFolder, gateway, clientFacing } = application
  const state = readState(system, stateFolder)
  if (state && JSON.stringify(state) !== JSON.stringify(left)) return { kind: 'overtaken' }
  const previous = readPrevious(system, stateFolder, clientFacing)
  if (previous) return { kind: 'previous', applied: await apply(previous, { isFinal: true }) }
  const lockdown = await lockDown({
    system,
    stateFolder,
    plan: lockdownPlan(application),
    reason: 'what was applied was not confirmed, and nothing was proved before it',
    policySha256: gateway.source.digest,
  })
  return { kind: 'lockdown', lockdown }
}
