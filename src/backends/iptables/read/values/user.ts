import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { value } from '../reading.ts'
import { maximum32, parseNumber } from './number.ts'

/** Accounts by number, or by a name that is looked up when the file is loaded: a name that is missing voids the file. */
export type Account =
  | { readonly kind: 'numbers'; readonly first: number; readonly last: number }
  | { readonly kind: 'name'; readonly name: string }

/** The name of number 0 is in the kernel's hands, as it were: every system has it. */
const rootName = 'root'

/** `0`, `0-10`, `debian-tor`. A name goes before a number of the same spelling, as in libxt_owner.c. */
export const account: Codec<Account> = argument(
  (text): Reading<Account> => {
    if (text === rootName) return value({ kind: 'numbers', first: 0, last: 0 })
    const [head = '', tail, ...rest] = text.split('-')
    const first = parseNumber(head, maximum32)
    const last = tail === undefined ? first : parseNumber(tail, maximum32)
    // (uid_t)-1 is no account: the kernel refuses it.
    if (first === undefined || last === undefined || rest.length > 0)
      return value({ kind: 'name', name: text })
    return value({ kind: 'numbers', first, last })
  },
  (read) => {
    if (read.kind === 'name') return read.name
    return read.first === read.last ? `${read.first}` : `${read.first}-${read.last}`
  },
)
