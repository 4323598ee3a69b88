import { isInterfacePattern, patternMatches } from '../../net/index.ts'
import type { Check } from './check.ts'

/** Tor talks to itself by loopback. As a client's it would be walled in; as the uplink, anything on it would be trusted. */
export const interfaceLoopback: Check = {
  code: 'interface-loopback',
  severity: 'error',
  find: ({ patterns, namedInterfaces }) =>
    [...patterns.clients, ...patterns.uplink, ...namedInterfaces]
      .filter(
        ({ value }) => (isInterfacePattern(value) || value === '*') && patternMatches(value, 'lo'),
      )
      .map(({ value, path }) => ({
        path,
        part: typeof path.at(-1) === 'number' ? 'value' : 'key',
        message: `\`${value}\` matches the loopback interface, which belongs to no zone`,
      })),
}
