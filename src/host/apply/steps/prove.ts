import type { Artefact, Target } from '../../../artefacts/index.ts'
import {
  belonging,
  differences,
  prove as proveArtefacts,
  targetsOf,
} from '../../../artefacts/index.ts'
import type { ArtefactFolder } from '../../folder/index.ts'
import { partsOf } from '../../lockdown/index.ts'
import type { Application } from '../application.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'
import { doubtsAbout } from '../verdict.ts'

/**
 * Nothing is loaded that is not proved of every guarantee, the lockdown among it: read back from the very text that will be
 * loaded, by the facts of the policy, whoever compiled it and however long ago.
 */
export const prove: Step<
  Pick<Application, 'gateway' | 'backend'> & { readonly folder: ArtefactFolder },
  null
> = {
  name: 'prove',
  summary: 'prove every guarantee of what is to be loaded',
  run: async ({ gateway, backend, folder }) => {
    const artefacts = artefactsOf(folder, targetsOf(gateway.environment))
    const wanted: readonly string[] = partsOf(backend).flatMap(({ target, lockdown }) => [
      target,
      lockdown,
    ])
    const chosen = artefacts.filter(({ target }) => wanted.includes(target))
    const missing = wanted.find((each) => !chosen.some(({ target }) => target === each))
    if (missing !== undefined)
      return failed('finding', [
        `${gateway.environment} has no artefact \`${missing}\`, which ${backend} needs`,
      ])
    const proof = proveArtefacts(belonging({ gateway, artefacts }, chosen))
    if (proof.verdict === 'proved') return done(null)
    const doubts = proof.rulesets.flatMap(({ files, verification }) =>
      verification ? doubtsAbout(files, verification.guarantees) : [],
    )
    const diagnostics = [...doubts, ...differences(proof)]
    const cause = proof.verdict === 'undecided' ? 'undecided' : 'finding'
    return failed(
      cause,
      diagnostics.map(({ message }) => message),
      diagnostics,
    )
  },
}

const artefactsOf = (
  { manifest, texts }: ArtefactFolder,
  targets: readonly Target[],
): readonly Artefact[] =>
  targets.flatMap((target) => {
    const text = texts.get(target)
    const file = manifest.files.find((each) => each.target === target)
    return text === undefined || !file ? [] : [{ target, fileName: file.name, text, summary: '' }]
  })
