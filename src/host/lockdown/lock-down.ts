import { writeState } from '../state/index.ts'
import type { System } from '../system/index.ts'
import type { LockdownPlan, LockdownResult } from './engage.ts'
import { engageLockdown } from './engage.ts'

export interface LockdownOrder {
  readonly system: System
  readonly stateFolder: string
  readonly plan: LockdownPlan
  /** One line, for whoever asks why. */
  readonly reason: string
  /** The policy's digest; empty where there is none. */
  readonly policySha256: string
}

/** The lockdown as the end of a run, with word of it. That nobody can be told is no reason not to lock down. */
export const lockDown = async ({
  system,
  stateFolder,
  plan,
  reason,
  policySha256,
}: LockdownOrder): Promise<LockdownResult> => {
  const result = await engageLockdown(system, plan)
  const written = writeState(system, stateFolder, {
    verdict: 'lockdown',
    policySha256,
    artefactSha256: '',
    backend: plan.backend,
    since: system.clock.epochSeconds(),
    reason: result.kind === 'locked' ? reason : `${result.how}: ${reason}`,
    listingSha256: '',
  })
  return written.kind === 'failed'
    ? { ...result, faults: [...result.faults, `the state cannot be written: ${written.reason}`] }
    : result
}
