import { compile } from '../../artefacts/index.ts'
import { assert } from '../../assert.ts'
import type { Gateway } from '../../policy/index.ts'
import { readPolicy, shippedPolicies } from '../../policy/index.ts'

/** Texts of artefacts by target. */
export type Texts = ReadonlyMap<string, string>

/** What is compiled of a gateway, by target. */
export const textsOf = (gateway: Gateway): Texts => {
  const { value } = compile(gateway)
  assert(value !== undefined, 'a gateway that resolved compiles')
  return new Map(value.artefacts.map(({ target, text }) => [target, text]))
}

const shippedGateway = (wanted: string): Gateway => {
  const shipped = shippedPolicies.find(({ name }) => name === wanted)
  const gateway = shipped && readPolicy(shipped.text, { source: shipped.name }).value?.gateway
  assert(gateway !== undefined, `the policy ${wanted} ships, and is sound`)
  return gateway
}

/** The lockdown where no policy can be had, or its own does not load: those of the policies that ship, for every backend. */
export const builtInTexts = (): Texts =>
  new Map([
    ...textsOf(shippedGateway('torvm-qubes3.yaml')),
    ...textsOf(shippedGateway('torvm.yaml')),
  ])
