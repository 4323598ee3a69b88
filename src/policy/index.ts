/** The policy language: its text, its meaning, and the gateway that comes of it. Nothing here does IO. */
import { policyLimits } from './limits.ts'

export type { PolicyDefinition } from './define-policy.ts'
export { builderSource, definePolicy } from './define-policy.ts'
export { canonicalJson, gatewayDigest } from './digest.ts'
export type { PolicyDocument } from './document.generated.ts'
export { formatPolicy } from './format-policy.ts'
export type * from './gateway.ts'
export { policyLimits } from './limits.ts'
export type { PolicyReading, ReadOptions } from './read/read-policy.ts'
export { readPolicy } from './read/read-policy.ts'
export type { SchemaNode } from './schema-tree.ts'
export { policySchema } from './schema-tree.ts'
export type { ShippedPolicy } from './shipped.ts'
export { defaultPolicy, shippedPolicies } from './shipped.ts'

/** Bytes of a policy's text at most: whoever reads a file need not read more. */
export const POLICY_BYTES_MAX = policyLimits.sourceBytes
