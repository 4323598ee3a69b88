import type { Outcome } from '../diagnostics/index.ts'
import type { PolicyDocument } from './document.generated.ts'
import { formatPolicy } from './format-policy.ts'
import type { PolicyReading } from './read/read-policy.ts'
import { readPolicy } from './read/read-policy.ts'

/** The name of a policy that was built by a program. */
export const builderSource = '<builder>'

/** What a builder gives: the outcome, and the text that its spans point into. */
export interface PolicyDefinition extends Outcome<PolicyReading> {
  readonly text: string
}

/**
 * A policy from a program. The document is written as canonical YAML and read like any other, so that
 * there is one way in, with the same limits, checks and diagnostics; spans point into `text`.
 *
 * @example
 * const policy = definePolicy({ environment: 'qubes-4', obedience: { udp: 'reject' } })
 */
export const definePolicy = (document: PolicyDocument): PolicyDefinition => {
  const text = formatPolicy(document)
  return { text, ...readPolicy(text, { source: builderSource }) }
}
