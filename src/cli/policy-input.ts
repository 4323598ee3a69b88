import { assert } from '../assert.ts'
import type { Outcome, Sources } from '../diagnostics/index.ts'
import { visible } from '../diagnostics/index.ts'
import type { PolicyReading } from '../policy/index.ts'
import type { Argument, Call } from './command.ts'
import type { Input } from './read-input.ts'
import { readInput } from './read-input.ts'
import { tell } from './tell.ts'

/** The argument of every command that is about a policy. */
export const policyArgument: Argument = {
  name: 'POLICY',
  summary: 'A policy in YAML; `-` is standard input. Without it, the built-in torvm.yaml.',
  optional: true,
  value: { kind: 'file' },
}

/** A policy that was read, right or wrong, and what its diagnostics point into. */
export interface PolicyInput {
  /** As a person knows it, made visible. */
  readonly name: string
  readonly sources: Sources
  readonly outcome: Outcome<PolicyReading>
}

/** The policy that the command line names, or the built-in one. Says itself why it could not be read. */
export const readPolicyInput = async (call: Call): Promise<PolicyInput | undefined> => {
  const { policyLimits, readPolicy } = await import('../policy/index.ts')
  const name = call.arguments[0]
  const input =
    name === undefined
      ? await builtInPolicy()
      : await readInput(call.world, name, policyLimits.sourceBytes)
  if (input.kind === 'failed') {
    tell(call.world, input.reason)
    return undefined
  }
  const { source, text } = input
  return {
    name: visible(source),
    sources: new Map([[source, text]]),
    outcome: readPolicy(text, { source }),
  }
}

const builtInPolicy = async (): Promise<Input> => {
  const { shippedTexts } = await import('../policy/shipped.generated.js')
  const text = shippedTexts['torvm.yaml']
  assert(text !== undefined, 'the build carries the default policy')
  return { kind: 'text', source: 'torvm.yaml', text }
}
