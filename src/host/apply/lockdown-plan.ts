import type { ArtefactFolder } from '../folder/index.ts'
import type { LockdownPlan } from '../lockdown/index.ts'
import { builtInTexts, textsOf } from '../lockdown/index.ts'
import type { Application } from './application.ts'

/** The lockdown of the artefacts, of the policy where they are worth nothing, and the built-in one where it does not load. */
export const lockdownPlan = (
  { backend, facts, gateway }: Pick<Application, 'backend' | 'facts' | 'gateway'>,
  folder?: ArtefactFolder,
): LockdownPlan => ({
  backend,
  texts: [folder?.texts ?? textsOf(gateway), builtInTexts()],
  clients: facts.clients,
})
