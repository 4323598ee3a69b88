import type { ArtefactFolder } from '../../folder/index.ts'
import { checkFolder, readFolder } from '../../folder/index.ts'
import type { Application } from '../application.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'

/**
 * What is loaded is what was written: every file is the one of its digest, and the whole is compiled of the policy that is
 * asked for. A folder that was written although it is not proved is refused here already.
 */
export const digest: Step<Pick<Application, 'system' | 'source' | 'gateway'>, ArtefactFolder> = {
  name: 'digest',
  summary: 'hold every file to its digest, and all of them to the policy',
  run: async ({ system, source, gateway }) => {
    const reading =
      source.kind === 'folder'
        ? readFolder(system, source.path)
        : checkFolder(new Map(source.files.map(({ name, text }) => [name, Buffer.from(text)])))
    if (reading.kind === 'wrong') return failed('finding', [reading.why])
    const { folder } = reading
    const { environment, policyName, policySha256, isProved } = folder.manifest
    if (!isProved) return failed('finding', ['it was written although it is not proved'])
    if (environment !== gateway.environment)
      return failed('finding', [
        `it is compiled for ${environment}, and the policy is for ${gateway.environment}`,
      ])
    if (policySha256 !== gateway.source.digest)
      return failed('finding', [
        `it is compiled of another policy, ${policyName} (sha256:${policySha256}): name that one, or compile again`,
      ])
    return done(folder, `policy sha256:${policySha256}`)
  },
}
