import { readApplied } from '../../host/status/index.ts'
import type { System } from '../../host/system/index.ts'
import type { Gateway } from '../../policy/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { readPolicyInput } from '../policy-input.ts'
import { report } from '../report.ts'

/** The user's own policy on Qubes, which the service applies where it is there. */
export const userPolicy = '/rw/config/qubes-tor/policy.yaml'

export type RunningPolicy =
  | { readonly kind: 'policy'; readonly gateway: Gateway }
  | { readonly kind: 'exit'; readonly exit: Exit }

/**
 * The policy that a running gateway is held against: the one that is named, or else, of the user's and the built-in one,
 * the one that was applied by the loader's word; the user's where the loader says nothing.
 */
export const readRunningPolicy = async (
  call: Call,
  system: System,
  stateFolder: string,
): Promise<RunningPolicy> => {
  const named = call.values.get('policy')
  if (named !== undefined) return readOne(call, named)
  if (call.world.files.read(userPolicy, 1).kind === 'missing') return readOne(call, undefined)
  const applied = readApplied(system, stateFolder)
  const builtIn = await readOne(call, undefined)
  const isBuiltIn =
    builtIn.kind === 'policy' && applied?.policyDigest === builtIn.gateway.source.digest
  return isBuiltIn ? builtIn : readOne(call, userPolicy)
}

const readOne = async (call: Call, name: string | undefined): Promise<RunningPolicy> => {
  const input = await readPolicyInput(call.world, name)
  if (!input) return { kind: 'exit', exit: 'failed' }
  const { value, diagnostics } = input.outcome
  if (value) return { kind: 'policy', gateway: value.gateway }
  report(call, call.world.stderr, diagnostics, input.sources)
  return { kind: 'exit', exit: 'finding' }
}
