import type { Target } from '../../src/artefacts/index.ts'
import { compile, gatewayFacts } from '../../src/artefacts/index.ts'
import { besides, readBack } from '../../src/artefacts/read-back.ts'
import { readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import type { GatewayFacts, Shown } from '../../src/verifier/index.ts'

/** A ruleset of a shipped policy, read back from its text. */
export interface Ruleset {
  /** `torvm nft`. */
  readonly name: string
  readonly machine: Machine
  readonly facts: GatewayFacts
  readonly shown: Shown
}

/** Of a shipped policy, by its name without `.yaml`; null where its environment does not load all of these targets. */
export const machineOf = (policy: string, targets: readonly Target[]) => {
  const text = shippedPolicies.find(({ name }) => name === `${policy}.yaml`)?.text ?? ''
  const { value } = readPolicy(text, { source: `${policy}.yaml` })
  const compilation = value && compile(value.gateway).value
  if (!compilation) throw new Error(`${policy} does not compile`)
  const { gateway, artefacts } = compilation
  if (!targets.every((target) => artefacts.some((each) => each.target === target))) return null
  const read = readBack(
    artefacts.filter(({ target }) => targets.includes(target) || besides.includes(target)),
  )
  if (read.kind !== 'machine') throw new Error(read.why.join())
  return { machine: read.machine, shown: read.shown, facts: gatewayFacts(gateway) }
}

/** nft's JSON is the same machine as its text, and has no mutants of its own. */
export const rulesets = (): readonly Ruleset[] =>
  shippedPolicies.flatMap(({ name }) => {
    const policy = name.replace('.yaml', '')
    return kinds.flatMap(([kind, targets]) => {
      const made = machineOf(policy, targets)
      return made ? [{ ...made, name: `${policy} ${kind}` }] : []
    })
  })

const kinds: readonly (readonly [string, readonly Target[]])[] = [
  ['nft', ['nft']],
  ['iptables', ['ip6tables', 'iptables', 'arptables']],
]
