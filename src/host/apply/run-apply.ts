import type { Diagnostic } from '../../diagnostics/index.ts'
import type { ArtefactFolder } from '../folder/index.ts'
import type { LockdownResult } from '../lockdown/index.ts'
import { lockDown } from '../lockdown/index.ts'
import type { Application } from './application.ts'
import { lockdownPlan } from './lockdown-plan.ts'
import type { Step, StepFailure, StepName, StepResult } from './step.ts'
import { baseChains } from './steps/base-chains.ts'
import { check } from './steps/check.ts'
import { cutFlows } from './steps/cut-flows.ts'
import { digest } from './steps/digest.ts'
import { load } from './steps/load.ts'
import { lock } from './steps/lock.ts'
import { lockdown } from './steps/lockdown.ts'
import { prove } from './steps/prove.ts'
import { readBack } from './steps/read-back.ts'
import { report } from './steps/report.ts'
import { settings } from './steps/settings.ts'

/** The way, in order. */
export const steps = [
  lock,
  digest,
  prove,
  check,
  lockdown,
  settings,
  load,
  readBack,
  baseChains,
  cutFlows,
  report,
] as const

/** A step that was taken. */
export interface Taken {
  readonly name: StepName
  readonly milliseconds: number
  readonly notes: readonly string[]
}

export interface Applied {
  readonly taken: readonly Taken[]
  readonly outcome:
    | {
        readonly kind: 'applied'
        /** The same rules stood already. */
        readonly isUnchanged: boolean
        readonly unserved: readonly string[]
      }
    | {
        readonly kind: 'failed'
        readonly step: StepName
        readonly failure: StepFailure
        readonly lockdown: LockdownResult
      }
  readonly diagnostics: readonly Diagnostic[]
}

export interface ApplyOptions {
  /** Whether a later run may go back to it at once; otherwise it has to be confirmed first. */
  readonly isFinal: boolean
  /** Told as each step begins. */
  readonly onStep?: (name: StepName) => void
}

/** How a step that failed gets out of the middle of the way; it never leaves this file. */
class StepFailed extends Error {
  readonly step: StepName
  readonly failure: StepFailure
  constructor(step: StepName, failure: StepFailure) {
    super(step)
    this.step = step
    this.failure = failure
  }
}

/**
 * From artefacts to rules that are in force and proved. Whatever fails, and wherever, leaves the lockdown in force; so does
 * whatever kills it, from the step `lockdown` on. A bug in here is a failure like any other, and told as a bug after.
 */
export const apply = async (
  application: Application,
  { isFinal, onStep }: ApplyOptions,
): Promise<Applied> => {
  const { clock } = application.system
  const taken: Taken[] = []
  const take = async <Input, Output>(step: Step<Input, Output>, input: Input): Promise<Output> => {
    onStep?.(step.name)
    const start = clock.monotonic()
    const result: StepResult<Output> = await step.run(input)
    const notes = result.kind === 'done' ? result.notes : []
    taken.push({ name: step.name, milliseconds: clock.monotonic() - start, notes })
    if (result.kind === 'failed') throw new StepFailed(step.name, result)
    return result.value
  }
  let release: (() => void) | undefined
  const seen: { folder?: ArtefactFolder } = {}
  try {
    release = await take(lock, application)
    const outcome = await goAllTheWay(application, take, seen, isFinal)
    return { taken, outcome, diagnostics: [] }
  } catch (error) {
    const isFailure = error instanceof StepFailed
    const step = isFailure ? error.step : (taken.at(-1)?.name ?? 'lock')
    const why = isFailure ? error.failure.why : ['there is a bug in this program']
    const locked = await lockDown({
      system: application.system,
      stateFolder: application.stateFolder,
      plan: lockdownPlan(application, seen.folder),
      reason: `${step}: ${why[0] ?? ''}`,
      policySha256: application.gateway.source.digest,
    })
    if (!isFailure) throw error
    const { failure } = error
    return {
      taken,
      outcome: { kind: 'failed', step, failure, lockdown: locked },
      diagnostics: failure.diagnostics,
    }
  } finally {
    release?.()
  }
}

type Take = <Input, Output>(step: Step<Input, Output>, input: Input) => Promise<Output>

const goAllTheWay = async (
  application: Application,
  take: Take,
  seen: { folder?: ArtefactFolder },
  isFinal: boolean,
): Promise<Applied['outcome']> => {
  const folder = await take(digest, application)
  seen.folder = folder
  await take(prove, { ...application, folder })
  const loadable = await take(check, { ...application, folder })
  const { isUnchanged } = await take(lockdown, { ...application, folder, loadable })
  await take(settings, { ...application, folder })
  await take(load, { ...application, folder, loadable, isUnchanged })
  const live = await take(readBack, { ...application, loadable })
  await take(baseChains, { ...application, loadable, live })
  await take(cutFlows, application)
  await take(report, { ...application, folder, loadable, isUnchanged, live, isFinal })
  return { kind: 'applied', isUnchanged, unserved: live.unserved }
}
