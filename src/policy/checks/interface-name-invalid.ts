import type { InterfacePatternFault } from '../../net/index.ts'
import { interfaceNameBytesMaximum, interfacePatternFault } from '../../net/index.ts'
import type { Check, Fault } from './check.ts'

const reasons: Readonly<Record<InterfacePatternFault, string>> = {
  empty: 'it is empty',
  'too-long': `an interface name has at most ${interfaceNameBytesMaximum} bytes`,
  'star-not-last': '`*` may only come last',
  'bare-star': '`*` alone would be every interface',
  dots: 'the kernel keeps it for folders',
  'leading-dash': 'iptables would take it for an option',
  'sysctl-name': 'settings under this name would be those of every interface',
  'protocol-name': 'nft takes it for a protocol where a ruleset is JSON',
  character: 'only letters, digits, `_`, `.` and `-` need no escape in a ruleset',
}

/**
 * A name that no interface can have matches nothing: a wall that never stands. A name with other
 * characters could end a string in a ruleset and begin a rule of its own.
 */
export const interfaceNameInvalid: Check = {
  code: 'interface-name-invalid',
  severity: 'error',
  find: ({ patterns, namedInterfaces }) => [
    // `*` is told by `interface-loopback` already.
    ...[...patterns.clients, ...patterns.uplink].flatMap(({ value, path }): Fault[] => {
      const fault = interfacePatternFault(value)
      if (!fault || fault === 'bare-star') return []
      return [{ path, message: `\`${value}\` is no interface pattern: ${reasons[fault]}` }]
    }),
    ...namedInterfaces.flatMap(({ value, path }): Fault[] => {
      if (value === '*') return []
      const fault = interfacePatternFault(value)
      const reason = fault ? reasons[fault] : 'a pattern names no single interface'
      if (!fault && !value.includes('*')) return []
      return [{ path, part: 'key', message: `\`${value}\` is no interface name: ${reason}` }]
    }),
  ],
}
