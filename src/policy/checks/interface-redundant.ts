import { isInterfacePattern, patternMatches } from '../../net/index.ts'
import type { Check } from './check.ts'

/** A name that a pattern covers already adds nothing; taking it out later would change nothing either, which surprises. */
export const interfaceRedundant: Check = {
  code: 'interface-redundant',
  severity: 'warning',
  find: ({ patterns }) =>
    [patterns.clients, patterns.uplink].flatMap((zone) =>
      zone.flatMap((pattern) => {
        const cover = zone.find(
          (other) =>
            other !== pattern &&
            isInterfacePattern(other.value) &&
            other.value.endsWith('*') &&
            patternMatches(other.value, pattern.value.replace(/\*$/, '')),
        )
        if (!cover) return []
        return [
          {
            path: pattern.path,
            message: `\`${cover.value}\` covers \`${pattern.value}\` already`,
            related: [{ message: 'the wider pattern is here', path: cover.path }],
          },
        ]
      }),
    ),
}
