import { Type } from '@sinclair/typebox'
import { policyLimits } from '../limits.ts'
import { type Description, text } from './describe.ts'

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
const ipv4 = `${octet}(\\.${octet}){3}`

export const interfacePattern = () =>
  text({
    title: 'interface pattern',
    description:
      "The name of a network interface, or the beginning of names with `*` after it. At most 15 bytes; letters, digits, `_`, `.` and `-`, since other characters would be escapes or wildcards in a ruleset's text.",
    examples: ['vif*', 'eth0'],
    maxLength: policyLimits.textLength,
    pattern: '^(?=.{2,15}$|[^*]$)[A-Za-z0-9_.][A-Za-z0-9_.-]*\\*?$',
  })

export const address = () =>
  text({
    title: 'IPv4 address',
    description: 'An IPv4 address: four decimal numbers without leading zeros.',
    examples: ['192.168.42.1'],
    maxLength: policyLimits.textLength,
    pattern: `^${ipv4}$`,
  })

export const clientPrefix = (about: Partial<Description> = {}) =>
  text({
    title: 'IPv4 prefix',
    description:
      'An IPv4 network, `ADDRESS/LENGTH`, whose host bits are zero; a bare address is that one host.',
    examples: ['192.168.42.0/24'],
    maxLength: policyLimits.textLength,
    pattern: `^${ipv4}(/([0-9]|[12][0-9]|3[0-2]))?$`,
    ...about,
  })

export const prefix = () =>
  text({
    title: 'IPv4 or IPv6 prefix',
    description:
      'A network, `ADDRESS/LENGTH`, whose host bits are zero; a bare address is that one host.',
    examples: ['10.0.0.0/8', 'fc00::/7'],
    maxLength: policyLimits.textLength,
    pattern: '^[0-9a-fA-F:.]+(/[0-9]{1,3})?$',
  })

export const port = (about: {
  title: string
  description: string
  default?: number
  examples: number[]
}) => Type.Integer({ ...about, minimum: 1, maximum: 65535 })

/** A number or nothing. */
export const numberOrNull = (about: {
  title: string
  description: string
  default: number | null
  examples: (number | null)[]
}) =>
  Type.Union([Type.Integer({ minimum: 0, maximum: policyLimits.unsigned32 }), Type.Null()], about)
