import { policyLimits } from '../limits.ts'
import type { Check } from './check.ts'

/** nft's text has no escape for quotes, and a line feed in a log forges a line: so plain characters only. */
export const logPrefixInvalid: Check = {
  code: 'log-prefix-invalid',
  severity: 'error',
  find: ({ document }) => {
    const { log } = document.gateway
    if (log === 'off') return []
    const plain = /^[A-Za-z0-9._-]+$/.test(log.prefix)
    if (plain && log.prefix.length <= policyLimits.logPrefix) return []
    return [
      {
        path: ['gateway', 'log', 'prefix'],
        message: `\`${log.prefix}\` is no log prefix`,
        help: `use at most ${policyLimits.logPrefix} letters, digits, \`.\`, \`_\` and \`-\``,
      },
    ]
  },
}
