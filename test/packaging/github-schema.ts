import { createRequire } from 'node:module'

interface Verdict {
  readonly errors: readonly unknown[]
}

/** GitHub's schemas of actions and workflows, compiled into a package that has no ES module. */
export const {
  validateAction,
  validateWorkflow,
}: {
  readonly validateAction: (text: string) => Verdict
  readonly validateWorkflow: (text: string) => Verdict
} = createRequire(import.meta.url)('@action-validator/core')
