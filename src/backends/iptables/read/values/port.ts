import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import type { EndsOrder, NumberRange } from './number.ts'
import { maximum16, parseNumber, rangeText, readRange } from './number.ts'
import { servicePort } from './services.ts'

/** A number or a service's name. */
export const parsePort = (text: string, protocol: number | 'any' = 'any'): number | undefined =>
  parseNumber(text, maximum16) ?? servicePort(text, protocol)

const readPort = (text: string, read: Reading<NumberRange>): Reading<NumberRange> =>
  read.kind === 'fault' && /^[a-z][a-z0-9-]*(:|$)/i.test(text)
    ? fault(
        'iptables-value',
        `\`${text}\` is no port`,
        'a service is known by /etc/services; write its number',
      )
    : read

/** `22`, `ssh`, `1024:`, `1:1023`, with names of services of that protocol. */
export const portsOf = (protocol: number | 'any', order?: EndsOrder): Codec<NumberRange> =>
  argument(
    (text) =>
      readPort(
        text,
        readRange(text, maximum16, (part) => parsePort(part, protocol), order),
      ),
    rangeText,
  )

/** The same, with names of services of any protocol. */
export const ports = portsOf('any')

/** Numbers as rewriting takes them: `80`, `1000-2000`; names alone, never in a range. */
export const readPortsWithDash = (text: string): Reading<NumberRange> => {
  const [head = '', tail, ...rest] = text.split('-')
  const numbers = /^[0-9]/.test(text) && rest.length === 0
  const first = numbers ? parseNumber(head, maximum16) : servicePort(text, 'any')
  const last = numbers && tail !== undefined ? parseNumber(tail, maximum16) : first
  return first === undefined || last === undefined || last < first
    ? badValue(text, 'a port or a range of ports')
    : value({ first, last })
}

export const portsWithDashText = ({ first, last }: NumberRange): string =>
  first === last ? `${first}` : `${first}-${last}`

export const portsWithDash: Codec<NumberRange> = argument(readPortsWithDash, portsWithDashText)

/** xt_multiport takes fifteen; a range counts for two. */
const multiportMaximum = 15

/** Up to fifteen ports, in the order given; names are of the protocol that the rule tests for. */
export const portList: Codec<readonly NumberRange[]> = argument(
  (text, scope) => {
    const protocol = scope.protocol ?? 'any'
    const list: NumberRange[] = []
    let slots = 0
    for (const part of text.split(',')) {
      const [head = '', tail, ...rest] = part.split(':')
      const first = parsePort(head, protocol)
      const last = tail === undefined ? first : parsePort(tail, protocol)
      if (first === undefined || last === undefined || rest.length > 0 || last < first)
        return badValue(part, 'a port or a range of ports')
      slots += tail === undefined ? 1 : 2
      if (slots > multiportMaximum)
        return fault(
          'iptables-value',
          `more than ${multiportMaximum} ports, of which a range is two`,
        )
      list.push({ first, last })
    }
    return value(list)
  },
  (list) => list.map(rangeText).join(','),
)
