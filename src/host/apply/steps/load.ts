import type { ArtefactFolder } from '../../folder/index.ts'
import { faultOf } from '../../system/index.ts'
import type { Application } from '../application.ts'
import { besideQubes } from '../custom-input.ts'
import { removeLeftovers } from '../leftovers.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'
import type { Loadable } from './check.ts'

type Input = Application & {
  readonly folder: ArtefactFolder
  readonly loadable: Loadable
  readonly isUnchanged: boolean
}

/**
 * nft: one transaction, which lifts the lockdown as it installs the rules. iptables: each table in one, IPv6 and ARP first
 * and walls before translation, each in the place of the lockdown's. A tool that fails is not tried again: what it left is
 * locked down.
 */
export const load: Step<Input, null> = {
  name: 'load',
  summary: 'load the rules, which lifts the lockdown',
  run: async ({ system, loadable, isUnchanged, backend, folder }) => {
    if (!isUnchanged) {
      for (const { part, text } of loadable.parts) {
        const command = part.load(text)
        const fault = faultOf(command, await system.run(command))
        if (fault !== undefined) return failed('machine', [fault])
      }
      const fault = await removeLeftovers(system, backend)
      if (fault !== undefined) return failed('machine', [fault])
    }
    const customInput = folder.texts.get('custom-input')
    if (backend !== 'nft' || customInput === undefined) return done(null)
    const beside = await besideQubes(system, customInput)
    return beside.kind === 'failed' ? failed('machine', [beside.why]) : done(null, ...beside.notes)
  },
}
