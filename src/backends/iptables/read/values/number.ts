import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { badValue, value } from '../reading.ts'

export const maximum8 = 0xff
export const maximum16 = 0xffff
export const maximum32 = 0xffff_ffff
export const maximum64 = 0xffff_ffff_ffff_ffffn

/** Twenty digits hold 64 bits; more would only cost time. */
const digitsMaximum = 24

/** An unsigned number as strtoul(3) reads it with base 0: `0x1f`, `037` (octal!) or `31`. */
export const parseBig = (text: string, maximum: bigint): bigint | undefined => {
  if (text.length > digitsMaximum) return undefined
  const isOctal = /^0[0-7]+$/.test(text)
  if (!isOctal && !/^(0x[0-9a-f]+|0|[1-9][0-9]*)$/i.test(text)) return undefined
  const number = BigInt(isOctal ? `0o${text.slice(1)}` : text.toLowerCase())
  return number <= maximum ? number : undefined
}

/** So many decimal digits always fit, and need no big number. */
const smallDigits = 9

/** The same, for numbers of up to 32 bits. */
export const parseNumber = (text: string, maximum: number): number | undefined => {
  if (text.length <= smallDigits && /^(0|[1-9][0-9]*)$/.test(text)) {
    const small = Number(text)
    return small <= maximum ? small : undefined
  }
  const number = parseBig(text, BigInt(maximum))
  return number === undefined ? undefined : Number(number)
}

/** A number from `minimum` to `maximum`, printed in decimal. */
export const number = (minimum: number, maximum: number): Codec<number> =>
  argument(
    (text) => readNumber(text, minimum, maximum),
    (read) => `${read}`,
  )

export const readNumber = (text: string, minimum: number, maximum: number): Reading<number> => {
  const read = parseNumber(text, maximum)
  return read === undefined || read < minimum
    ? badValue(text, `a number from ${minimum} to ${maximum}`)
    : value(read)
}

/** A number that iptables-save prints in hexadecimal, with at least so many digits. */
export const hexadecimal = (maximum: number, digits: number): Codec<number> =>
  argument(
    (text) => readNumber(text, 0, maximum),
    (read) => `0x${read.toString(16).padStart(digits, '0')}`,
  )

/** Numbers `first` to `last`, both inside. */
export interface NumberRange {
  readonly first: number
  readonly last: number
}

/** Some matches load a range with the greater number first, and then hold of nothing. */
export type EndsOrder = 'lower first' | 'either first'

/** `5`, `5:9`, `:9` or `5:`, where open ends reach to the end of the numbers. */
export const readRange = (
  text: string,
  maximum: number,
  one: (text: string) => number | undefined = (part) => parseNumber(part, maximum),
  order: EndsOrder = 'lower first',
): Reading<NumberRange> => {
  const colon = text.indexOf(':')
  const head = colon < 0 ? text : text.slice(0, colon)
  const tail = colon < 0 ? text : text.slice(colon + 1)
  const first = colon >= 0 && head === '' ? 0 : one(head)
  const last = colon >= 0 && tail === '' ? maximum : one(tail)
  const isBad = first === undefined || last === undefined
  if (isBad || (order === 'lower first' && first > last))
    return badValue(text, `a number or range within 0 to ${maximum}`)
  return value({ first, last })
}

export const rangeText = ({ first, last }: NumberRange): string =>
  first === last ? `${first}` : `${first}:${last}`

export const range = (maximum: number, order?: EndsOrder): Codec<NumberRange> =>
  argument((text) => readRange(text, maximum, undefined, order), rangeText)

/** A 64-bit number: a quota, a counter. */
export const bigNumber: Codec<bigint> = argument(
  (text) => {
    const read = parseBig(text, maximum64)
    return read === undefined ? badValue(text, `a number from 0 to ${maximum64}`) : value(read)
  },
  (read) => `${read}`,
)

/** 64-bit numbers, both inside; an open end reaches to the end. */
export const bigRange: Codec<{ readonly first: bigint; readonly last: bigint | undefined }> =
  argument(
    (text) => {
      const [head = '', tail, ...rest] = text.split(':')
      const first = head === '' ? 0n : parseBig(head, maximum64)
      const last = tail === undefined || tail === '' ? undefined : parseBig(tail, maximum64)
      const isBad = first === undefined || rest.length > 0 || (!!tail && last === undefined)
      if (isBad || (last !== undefined && first > last))
        return badValue(text, 'a range of numbers, lower first')
      return value({ first, last })
    },
    ({ first, last }) => (last === undefined ? `${first}` : `${first}:${last}`),
  )

/** Bits of a packet's, connection's or device's number: those of `mask` have to be as in `value`. */
export interface Masked {
  readonly value: number
  readonly mask: number
}

export const readMasked = (text: string, maximum: number): Reading<Masked> => {
  const slash = text.indexOf('/')
  const read = parseNumber(slash < 0 ? text : text.slice(0, slash), maximum)
  const mask = slash < 0 ? maximum : parseNumber(text.slice(slash + 1), maximum)
  return read === undefined || mask === undefined
    ? badValue(text, `a number from 0 to ${maximum}, with or without a mask`)
    : value({ value: read, mask })
}

export const maskedText = ({ value: read, mask }: Masked): string =>
  mask === maximum32 ? `0x${read.toString(16)}` : `0x${read.toString(16)}/0x${mask.toString(16)}`

/** `0x1`, `1/0xff`: 32 bits under a mask of 32 bits. */
export const masked: Codec<Masked> = argument((text) => readMasked(text, maximum32), maskedText)
