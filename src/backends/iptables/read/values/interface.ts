import type { Codec } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Reading } from '../reading.ts'
import { fault, value } from '../reading.ts'
import { quoteWord } from '../text/quote.ts'

/** IFNAMSIZ is 16 with the zero byte; a `+` at the end counts (xtables_parse_interface of libxtables). */
const nameMaximum = 15

const encoder = new TextEncoder()

/** A name, or with `+` at the end every name that begins so. `+` alone is every name there is. */
export const readInterface = (text: string): Reading<string> => {
  if (text === '')
    return fault(
      'iptables-value',
      'an empty interface name',
      'iptables refuses it: it would match every interface',
    )
  // No text of more units than the limit has fewer bytes; one of a third of them never has more.
  const mayFit = text.length <= nameMaximum
  const fits =
    mayFit && (3 * text.length <= nameMaximum || encoder.encode(text).length <= nameMaximum)
  return !fits
    ? fault(
        'iptables-too-long',
        `\`${text}\` is longer than the ${nameMaximum} bytes of an interface name`,
      )
    : value(text)
}

export const interfaceName: Codec<string> = argument(readInterface, quoteWord)
