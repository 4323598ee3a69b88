import type { Target } from '../../../src/artefacts/index.ts'
import { compile } from '../../../src/artefacts/index.ts'
import { readPolicy, shippedPolicies } from '../../../src/policy/index.ts'

/** An artefact of a shipped policy, as it is written; of the one for Qubes 3 where none is named. */
export const shippedArtefact = (target: Target, policy = 'torvm-qubes3'): string => {
  const shipped = shippedPolicies.find(({ name }) => name === `${policy}.yaml`)
  const gateway = shipped && readPolicy(shipped.text, { source: shipped.name }).value?.gateway
  const artefact = gateway && compile(gateway).value?.artefacts.find((one) => one.target === target)
  if (!artefact) throw new Error(`no ${target} of ${policy}`)
  return artefact.text
}
