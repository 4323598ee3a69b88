import type { ArtefactFolder } from '../../folder/index.ts'
import { writeState } from '../../state/index.ts'
import type { Application } from '../application.ts'
import { ownListing } from '../own-listing.ts'
import { keepPrevious } from '../previous.ts'
import { proveUntilSteady } from '../steady.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'
import { wrongSettings } from '../sysctls.ts'
import type { Loadable } from './check.ts'
import type { ReadBack } from './read-back.ts'

type Input = Application & {
  readonly folder: ArtefactFolder
  readonly loadable: Loadable
  readonly isUnchanged: boolean
  readonly live: ReadBack
  /** Whether what was applied may be gone back to from now on. */
  readonly isFinal: boolean
}

/**
 * Last of all: settings and rules still are what was proved, whoever wrote meanwhile, and those who come after are told what is
 * in force.
 */
export const report: Step<Input, null> = {
  name: 'report',
  summary: 'leave word of what is in force',
  run: async (input) => {
    const { system, stateFolder, backend, folder, gateway, loadable } = input
    const wrong = wrongSettings(system, folder.texts.get('sysctl') ?? '')
    if (wrong.length > 0) return failed('machine', wrong)
    // Taken before the last look: who writes after that look is found by the next run.
    const listing = await ownListing(system, backend)
    if ('why' in listing) return failed('machine', [listing.why])
    const changed = await proveUntilSteady(input)
    if (changed) return changed
    if (input.isUnchanged) return done(null)
    const kept = input.isFinal ? keepPrevious(input, folder) : undefined
    if (kept?.kind === 'failed')
      return failed('machine', [`what is in force cannot be kept: ${kept.reason}`])
    const written = writeState(system, stateFolder, {
      verdict: 'proved',
      policySha256: gateway.source.digest,
      artefactSha256: loadable.sha256,
      backend,
      since: system.clock.epochSeconds(),
      reason: 'all that is in force was read back and proved',
      listingSha256: listing.sha256,
    })
    return written.kind === 'failed'
      ? failed('machine', [`the state cannot be written: ${written.reason}`])
      : done(null)
  },
}
