import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { value } from '../reading.ts'
import type { Masked } from './number.ts'
import { maximum32, readMasked, readNumber } from './number.ts'

/** A mark becomes `(mark & ~mask) ^ value`. */
const write = (mark: Masked): string => `0x${mark.value.toString(16)}/0x${mark.mask.toString(16)}`

const one = (make: (number: number) => Masked): Codec<Masked> =>
  argument((text): Reading<Masked> => {
    const read = readNumber(text, 0, maximum32)
    return read.kind === 'fault' ? read : value(make(read.value))
  }, write)

const flipped = (number: number): number => ~number >>> 0

/** Every spelling comes down to one: libxt_MARK.c and libxt_CONNMARK.c do the same. */
export const xmark: Codec<Masked> = argument((text) => readMasked(text, maximum32), write)

export const xmarkSpellings: Readonly<Record<string, Codec<Masked>>> = {
  'set-mark': argument((text): Reading<Masked> => {
    const read = readMasked(text, maximum32)
    if (read.kind === 'fault') return read
    const { value: mark, mask } = read.value
    return value({ value: mark, mask: (mark | mask) >>> 0 })
  }, write),
  'and-mark': one((number) => ({ value: 0, mask: flipped(number) })),
  'or-mark': one((number) => ({ value: number, mask: number })),
  'xor-mark': one((number) => ({ value: number, mask: 0 })),
}
