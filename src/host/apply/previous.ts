import { join } from 'node:path'
import { gatewayFacts } from '../../artefacts/index.ts'
import { readPolicy } from '../../policy/index.ts'
import type { ArtefactFolder } from '../folder/index.ts'
import type { Backend } from '../lockdown/index.ts'
import { backends } from '../lockdown/index.ts'
import { previousPath } from '../state/index.ts'
import type { FileChange, System } from '../system/index.ts'
import type { Application } from './application.ts'

/** Beside the artefacts, what they are held to when somebody goes back to them. */
const POLICY = 'policy.yaml'
const BACKEND = 'backend'

const artefactsPath = (stateFolder: string): string => join(previousPath(stateFolder), 'artefacts')

/** Keeps what was proved, so that a later run can go back to it. Written beside, and put in place at once. */
export const keepPrevious = (
  { system: { files }, stateFolder, policyText, backend }: Application,
  folder: ArtefactFolder,
): FileChange => {
  const place = previousPath(stateFolder)
  const staging = `${place}.new`
  const steps: readonly (() => FileChange)[] = [
    () => files.remove(staging),
    () => files.makeFolder(join(staging, 'artefacts')),
    ...folder.files.map(
      ({ name, text }) =>
        () =>
          files.write(join(staging, 'artefacts', name), text),
    ),
    () => files.write(join(staging, POLICY), policyText),
    () => files.write(join(staging, BACKEND), `${backend}\n`),
    () => files.remove(place),
    () => files.rename(staging, place),
  ]
  for (const step of steps) {
    const change = step()
    if (change.kind === 'failed') return change
  }
  return { kind: 'done' }
}

/** What was proved last and kept, as something to apply; undefined where there is none that makes sense. */
export const readPrevious = (
  system: System,
  stateFolder: string,
  clientFacing: Application['clientFacing'],
): Application | undefined => {
  const place = previousPath(stateFolder)
  const policy = system.files.read(join(place, POLICY))
  const backend = readBackend(system, join(place, BACKEND))
  if (policy.kind !== 'read' || backend === undefined) return undefined
  const gateway = readPolicy(policy.text, { source: POLICY }).value?.gateway
  if (!gateway) return undefined
  return {
    system,
    gateway,
    facts: gatewayFacts(gateway),
    policyText: policy.text,
    source: { kind: 'folder', path: artefactsPath(stateFolder) },
    backend,
    clientFacing,
    stateFolder,
  }
}

const readBackend = ({ files }: System, path: string): Backend | undefined => {
  const reading = files.read(path)
  return reading.kind === 'read' ? backends.find((each) => each === reading.text.trim()) : undefined
}
