import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import { badValue, value } from '../reading.ts'

/** The kernel compares a random number of 31 bits with this many of 2^31 (xt_statistic). */
const whole = 0x8000_0000

/** A chance, in 2^31ths; printed with eleven digits as libxt_statistic.c does. */
export const probability: Codec<number> = argument(
  (text) => {
    const read = /^([0-9]{1,3}(\.[0-9]{0,20})?|\.[0-9]{1,20})$/.test(text)
      ? Number(text)
      : undefined
    return read === undefined || read > 1
      ? badValue(text, 'a number from 0 to 1')
      : value(Math.round(read * whole))
  },
  (read) => (read / whole).toFixed(11),
)
