import { gatewayFacts } from '../../artefacts/index.ts'
import { visible } from '../../diagnostics/index.ts'
import type { Gateway } from '../../policy/index.ts'
import type { GatewayFacts } from '../../verifier/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import type { PolicyInput } from '../policy-input.ts'
import { readPolicyInput } from '../policy-input.ts'
import { report } from '../report.ts'
import { tell } from '../tell.ts'
import { factsGiven, readFacts } from './read-facts.ts'

export interface FoundFacts {
  readonly kind: 'facts'
  readonly facts: GatewayFacts
  /** The policy that they come from, or the built-in one. */
  readonly gateway: Gateway
  readonly policy: PolicyInput
}

/**
 * The facts by which a ruleset is judged: those of the policy that `--policy` names, or those of the built-in one with
 * what the options say in its place. Tells itself what is wrong, and gives the exit for it.
 */
export const findFacts = async (
  call: Call,
): Promise<FoundFacts | { readonly kind: 'exit'; readonly exit: Exit }> => {
  const exit = (exit: Exit) => ({ kind: 'exit', exit }) as const
  const name = call.values.get('policy')
  const [given] = factsGiven(call)
  if (name !== undefined && given !== undefined) {
    tell(call.world, `\`--policy\` says what \`--${given}\` would say: give one of them`)
    return exit('usage')
  }
  const policy = await readPolicyInput(call.world, name)
  if (!policy) return exit('failed')
  const { value, diagnostics } = policy.outcome
  if (!value) {
    report(call, call.world.stderr, diagnostics, policy.sources)
    return exit('finding')
  }
  const { gateway } = value
  const reading = readFacts(gatewayFacts(gateway), call)
  if (reading.kind === 'wrong') {
    tell(call.world, visible(reading.why))
    return exit('usage')
  }
  return { kind: 'facts', facts: reading.facts, gateway, policy }
}
