import type { Outcome, Sources } from '../diagnostics/index.ts'
import { visible } from '../diagnostics/index.ts'
import type { PolicyReading } from '../policy/index.ts'
import type { Argument, Option } from './command.ts'
import { readInput } from './read-input.ts'
import { tell } from './tell.ts'
import type { World } from './world.ts'

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

/** The policy of that name, or the built-in one. Says itself why it could not be read. */
export const readPolicyInput = async (
  world: World,
  name: string | undefined,
): Promise<PolicyInput | undefined> => {
  const { defaultPolicy, POLICY_BYTES_MAX, readPolicy } = await import('../policy/index.ts')
  const input =
    name === undefined
      ? ({ kind: 'text', source: defaultPolicy.name, text: defaultPolicy.text } as const)
      : await readInput(world, name, POLICY_BYTES_MAX)
  if (input.kind === 'failed') {
    tell(world, input.reason)
    return undefined
  }
  const { source, text } = input
  return {
    name: visible(source),
    sources: new Map([[source, text]]),
    outcome: readPolicy(text, { source }),
  }
}

/** The option of commands whose arguments are rulesets. */
export const policyOption: Option = {
  name: 'policy',
  summary:
    'The policy that says what is known of the gateway and asked of it; `-` is standard input.',
  value: { kind: 'file', placeholder: 'POLICY' },
}
