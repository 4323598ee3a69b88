import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, value } from '../reading.ts'
import type { Masked } from './number.ts'
import { hexadecimal, maximum8, parseNumber } from './number.ts'

const dscpMaximum = 0x3f

/** Classes by name (RFC 2474, RFC 2597, RFC 3246): class selectors, assured forwarding, expedited forwarding. */
const parseClass = (text: string): number | undefined => {
  const upper = text.toUpperCase()
  if (upper === 'BE') return 0
  if (upper === 'EF') return 0x2e
  const selector = /^CS([0-7])$/.exec(upper)?.[1]
  if (selector !== undefined) return Number(selector) << 3
  const [, group, precedence] = /^AF([1-4])([1-3])$/.exec(upper) ?? []
  if (group === undefined || precedence === undefined) return undefined
  return (Number(group) << 3) | (Number(precedence) << 1)
}

const byNumber = hexadecimal(dscpMaximum, 2)

/** The code point: by number, or by a class's name. */
export const dscp: { readonly number: Codec<number>; readonly class: Codec<number> } = {
  number: byNumber,
  class: {
    ...byNumber,
    read(text): Reading<number> {
      const read = parseClass(text)
      return read === undefined
        ? badValue(text, 'a class: BE, EF, CS0 to CS7, AF11 to AF43')
        : value(read)
    },
  },
}

/** RFC 1349, as tos_values.c names them. */
const services: Readonly<Record<string, number>> = {
  'minimize-delay': 0x10,
  'maximize-throughput': 0x08,
  'maximize-reliability': 0x04,
  'minimize-cost': 0x02,
  'normal-service': 0x00,
}

export const readTos = (text: string, symbolMask: number): Reading<Masked> => {
  const symbol = new Map(Object.entries(services)).get(text.toLowerCase())
  if (symbol !== undefined) return value({ value: symbol, mask: symbolMask })
  const [head = '', tail, ...rest] = text.split('/')
  const read = parseNumber(head, maximum8)
  const mask = tail === undefined ? maximum8 : parseNumber(tail, maximum8)
  return read === undefined || mask === undefined || rest.length > 0
    ? badValue(text, 'a type of service')
    : value({ value: read, mask })
}

const twoDigits = (number: number): string => `0x${number.toString(16).padStart(2, '0')}`

export const tosText = ({ value: read, mask }: Masked): string =>
  `${twoDigits(read)}/${twoDigits(mask)}`

/** Names leave out the two bits of ECN (RFC 3168). */
export const tosSymbolMask = 0x3f

export const tosMatch: Codec<Masked> = argument((text) => readTos(text, tosSymbolMask), tosText)
