import { shippedTexts } from './shipped.generated.js'

/** A policy that comes with the command. */
export interface ShippedPolicy {
  readonly name: string
  readonly text: string
}

/** Every policy of the folder `policy`, by name. */
export const shippedPolicies: readonly ShippedPolicy[] = Object.entries(shippedTexts).map(
  ([name, text]) => ({ name, text }),
)

const findPolicy = (name: string): ShippedPolicy => {
  const found = shippedPolicies.find((policy) => policy.name === name)
  if (!found) throw new Error(`the build left out ${name}`)
  return found
}

/** What every command takes where no policy is named. */
export const defaultPolicy: ShippedPolicy = findPolicy('torvm.yaml')
