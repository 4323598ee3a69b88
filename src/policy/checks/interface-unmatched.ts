import { isInterfaceName, patternMatches } from '../../net/index.ts'
import type { Check } from './check.ts'

/** Addresses at an interface that is no client's are a slip: the client that was meant would be dropped as a spoofer. */
export const interfaceUnmatched: Check = {
  code: 'interface-unmatched',
  severity: 'error',
  find: ({ patterns, namedInterfaces }) =>
    namedInterfaces
      .filter(({ value }) => isInterfaceName(value))
      .filter(
        ({ value }) => !patterns.clients.some((pattern) => patternMatches(pattern.value, value)),
      )
      .map(({ value, path }) => ({
        path,
        part: 'key',
        message: `\`${value}\` is no client interface`,
        help: `its zone has ${patterns.clients.map((pattern) => `\`${pattern.value}\``).join(', ') || 'no interfaces by name'}`,
      })),
}
