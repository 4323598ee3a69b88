import { resolve } from 'node:path'
import { readApplied } from '../../host/status/index.ts'
import type { System } from '../../host/system/index.ts'
import type { Gateway } from '../../policy/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import type { PolicyInput } from '../policy-input.ts'
import { readPolicyInput } from '../policy-input.ts'
import { report } from '../report.ts'

/** The user's own policy on Qubes, which the service applies where it is there. */
export const userPolicy = '/rw/config/qubes-tor/policy.yaml'

/** What `apply` keeps beside what it proved. */
const keptPolicy = (stateFolder: string): string => `${stateFolder}/previous/policy.yaml`

/** A policy, and its text as it was written. */
export interface RunningPolicy {
  readonly kind: 'policy'
  readonly gateway: Gateway
  readonly text: string
}

/**
 * The policy that a running gateway is held against: the one that is named, or else, of the one that `apply` kept, the
 * user's and the built-in one, the one that was applied by the loader's word. Where none of them was, the user's, or the
 * built-in one. Says itself what is wrong with it.
 */
export const readRunningPolicy = async (
  call: Call,
  system: System,
  stateFolder: string,
): Promise<RunningPolicy | { readonly kind: 'exit'; readonly exit: Exit }> => {
  const named = call.values.get('policy')
  if (named !== undefined) return readOne(call, named)
  const applied = await findApplied(call, system, stateFolder)
  return applied ?? readOne(call, isThere(call, userPolicy) ? userPolicy : undefined)
}

/** The policy that was applied by the loader's word; undefined where it is none that we know. Says nothing. */
export const findApplied = async (
  call: Call,
  system: System,
  stateFolder: string,
): Promise<RunningPolicy | undefined> => {
  const digest = readApplied(system, stateFolder)?.policyDigest ?? null
  if (digest === null) return undefined
  const named = call.values.get('policy')
  const files = [named ?? keptPolicy(stateFolder), userPolicy].filter((path) => isThere(call, path))
  for (const name of [...files, undefined]) {
    const input = await readPolicyInput(call.world, name)
    const policy = input && policyOf(input)
    if (policy?.gateway.source.digest === digest) return policy
  }
  return undefined
}

const isThere = ({ world }: Call, path: string): boolean =>
  world.files.read(resolve(world.cwd, path), 1).kind === 'read'

const policyOf = ({ outcome, sources }: PolicyInput): RunningPolicy | undefined => {
  const [text] = [...sources.values()]
  return outcome.value && text !== undefined
    ? { kind: 'policy', gateway: outcome.value.gateway, text }
    : undefined
}

const readOne = async (
  call: Call,
  name: string | undefined,
): Promise<RunningPolicy | { readonly kind: 'exit'; readonly exit: Exit }> => {
  const input = await readPolicyInput(call.world, name)
  if (!input) return { kind: 'exit', exit: 'failed' }
  const policy = policyOf(input)
  if (policy) return policy
  report(call, call.world.stderr, input.outcome.diagnostics, input.sources)
  return { kind: 'exit', exit: 'finding' }
}
