import type { ArtefactFolder } from '../../folder/index.ts'
import { engageLockdown } from '../../lockdown/index.ts'
import { readState, writeState } from '../../state/index.ts'
import type { Application } from '../application.ts'
import { lockdownPlan } from '../lockdown-plan.ts'
import { ownListing } from '../own-listing.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'
import type { Loadable } from './check.ts'

export interface Locked {
  /** What stands is what would be loaded, to the byte: nothing is touched, and no flow is disturbed. */
  readonly isUnchanged: boolean
}

type Input = Application & { readonly folder: ArtefactFolder; readonly loadable: Loadable }

/**
 * From here on clients are locked out, until the transaction that installs the rules lifts it: whatever ends this run, and
 * whenever, leaves a wall. Where the same rules stand already, it is left out; what stands is proved again all the same.
 */
export const lockdown: Step<Input, Locked> = {
  name: 'lockdown',
  summary: 'put the lockdown up',
  run: async (application) => {
    const { system, stateFolder, gateway, folder, backend, loadable } = application
    if (await stands(application))
      return done({ isUnchanged: true }, 'the same rules are in force already')
    const { by, how, faults } = await engageLockdown(system, lockdownPlan(application, folder))
    // One that another tool had to load would not be lifted by what is to come.
    if (by !== backend) return failed('machine', [...faults, how])
    const written = writeState(system, stateFolder, {
      verdict: 'lockdown',
      policySha256: gateway.source.digest,
      artefactSha256: loadable.sha256,
      backend,
      since: system.clock.epochSeconds(),
      reason: 'a ruleset is being applied',
      listingSha256: '',
    })
    if (written.kind === 'failed')
      return failed('machine', [
        `nobody can be told: the state cannot be written: ${written.reason}`,
      ])
    return done({ isUnchanged: false }, how, ...faults)
  },
}

const stands = async ({ system, stateFolder, backend, loadable }: Input): Promise<boolean> => {
  const state = readState(system, stateFolder)
  if (state?.verdict !== 'proved' || state.backend !== backend || state.listingSha256 === '')
    return false
  if (state.artefactSha256 !== loadable.sha256) return false
  const listing = await ownListing(system, backend)
  return 'sha256' in listing && listing.sha256 === state.listingSha256
}
