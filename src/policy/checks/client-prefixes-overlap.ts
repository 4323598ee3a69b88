import { formatPrefix, prefixesOverlap } from '../../net/index.ts'
import type { Check } from './check.ts'

/** One network inside another adds nothing; mostly one of them is mistyped. */
export const clientPrefixesOverlap: Check = {
  code: 'client-prefixes-overlap',
  severity: 'warning',
  find: ({ clientPrefixes }) =>
    clientPrefixes.flatMap((again, index) => {
      const first = clientPrefixes
        .slice(0, index)
        .find(({ value }) => prefixesOverlap(value, again.value))
      if (!first) return []
      return [
        {
          path: again.path,
          message: `\`${formatPrefix(again.value)}\` and \`${formatPrefix(first.value)}\` overlap`,
          help: 'keep the wider one, if both are right',
          related: [{ message: 'the first is here', path: first.path }],
        },
      ]
    }),
}
