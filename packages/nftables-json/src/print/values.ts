/** Numbers, strings, symbols and durations. */
import { describe } from './json.ts'
import { keywords, printReference } from './names.ts'
import { type Place, refuse } from './place.ts'

/** Keywords that the grammar takes as a value too, with the meaning that they have as a string. */
const valueKeywords: ReadonlySet<string> = new Set(
  'ah arp comp dccp dnat ecn esp ether gre icmp icmpv6 igmp ip ip6 redirect reset sctp snat tcp udp udplite vlan'.split(
    ' ',
  ),
)

/** Datatypes whose symbols nft itself lists in quotes. */
const quotedTypes: ReadonlySet<string> = new Set([
  'ifname',
  'iface_index',
  'string',
  'time',
  'day',
  'hour',
])

/** A time with its units; the lexer has a token for it. */
const time = /^(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/
const number = /^(?:\d+|0[xX][0-9a-fA-F]+)$/
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/
const colons = /^(?=.*:.*:)[0-9a-fA-F:]+(?:\d{1,3}(?:\.\d{1,3}){3})?$/
const plain = /^[A-Za-z_][A-Za-z0-9_./-]*$/
/** What may stand within quotes: nft has no escape for a quote, and a line break or a NUL is no text. */
const quotable = /^[^"\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$/u

/** A string in quotes. */
export function quote(text: unknown, place: Place): string {
  if (typeof text !== 'string') return refuse(place, `${describe(text)} is no string`)
  if (!quotable.test(text)) {
    return refuse(place, 'nft text has no escape for quotes and control characters')
  }
  return `"${text}"`
}

/** A string in quotes of at most so many bytes in UTF-8. */
export function quoteLimited(text: unknown, place: Place, maximum: number): string {
  if (typeof text === 'string' && new TextEncoder().encode(text).length > maximum) {
    return refuse(place, `nft text allows at most ${maximum} bytes here`)
  }
  return quote(text, place)
}

/** A non-negative integer. Listings print those of more than 64 bits as "0x..." strings. */
export function integer(node: unknown, place: Place): string {
  if (typeof node === 'bigint' && node >= 0n) return node.toString()
  if (typeof node === 'number' && Number.isSafeInteger(node) && node >= 0) return String(node)
  if (typeof node === 'string' && number.test(node)) return node
  return refuse(place, `${describe(node)} is no non-negative integer`)
}

/** A value that a match or a set holds: a symbol of the given datatype, an address, a number, `@set` or `*`. */
export function symbol(text: string, place: Place, type: string | undefined): string {
  if (text === '*') return '*'
  if (text.startsWith('@')) return printReference(text, place)
  if (type !== undefined && quotedTypes.has(type)) return quote(text, place)
  if ([number, time, ipv4, colons].some((pattern) => pattern.test(text))) return text
  if (plain.test(text) && (!keywords.has(text) || valueKeywords.has(text))) return text
  return quote(text, place)
}

const units = [
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
  ['ms', 1n],
] as const

/** A duration such as `1h30m`. */
export function duration(milliseconds: bigint): string {
  let rest = milliseconds
  let text = ''
  for (const [unit, length] of units) {
    if (rest >= length) text += `${rest / length}${unit}`
    rest %= length
  }
  return text === '' ? '0s' : text
}

/** A number of seconds as a duration. */
export function seconds(node: unknown, place: Place): string {
  const text = integer(node, place)
  return number.test(text) ? duration(BigInt(text) * 1000n) : text
}
