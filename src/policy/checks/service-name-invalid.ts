import { policyLimits } from '../limits.ts'
import type { Check } from './check.ts'

/** Names go into comments of rulesets, which have no escapes. */
export const serviceNameInvalid: Check = {
  code: 'service-name-invalid',
  severity: 'error',
  find: ({ services }) =>
    services
      .filter(({ value }) => {
        const plain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value.name)
        return !plain || value.name.length > policyLimits.serviceName
      })
      .map(({ value, path }) => ({
        path: [...path, 'name'],
        message: `\`${value.name}\` is no service name`,
        help: `use at most ${policyLimits.serviceName} small letters, digits and \`-\`, with a letter or digit at both ends`,
      })),
}
