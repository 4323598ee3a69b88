import type { ArtefactFolder } from '../../folder/index.ts'
import type { Application } from '../application.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'
import { setSettings, wrongSettings } from '../sysctls.ts'

/**
 * The kernel's own switches, before the rules are in force and proved beside them. Each is looked at again: a write that the
 * kernel took is not always one that it kept.
 */
export const settings: Step<
  Pick<Application, 'system'> & { readonly folder: ArtefactFolder },
  null
> = {
  name: 'settings',
  summary: 'set the sysctls, and see that they took',
  run: async ({ system, folder }) => {
    const text = folder.texts.get('sysctl') ?? ''
    const faults = [...setSettings(system, text), ...wrongSettings(system, text)]
    return faults.length > 0 ? failed('machine', faults) : done(null)
  },
}
