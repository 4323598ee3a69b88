export type Family = 'ip4' | 'ip6'

/** One address. `value` is the address as a big-endian number: 32 bits for `ip4`, 128 for `ip6`. */
export interface Address {
  readonly family: Family
  readonly value: bigint
}

/** The width of an address in bits. */
export const familyBits = (family: Family): number => (family === 'ip4' ? 32 : 128)

/** The highest address of a family: 255.255.255.255, or all ones. */
export const familyMaximum = (family: Family): bigint => (1n << BigInt(familyBits(family))) - 1n

/** The longest IPv6 text is eight groups whose last two are written as IPv4: 45 characters. */
const addressTextMaximum = 45

/**
 * Four decimal octets. A leading zero is refused, since inet_aton(3) reads it as octal:
 * two readers of one policy would then see two addresses. Short forms (`127.1`) likewise.
 */
const parseIPv4 = (text: string): bigint | undefined => {
  const octets = text.split('.')
  if (octets.length !== 4) return undefined
  if (!octets.every((octet) => /^(0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255))
    return undefined
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
}

/** The last two groups may be written as IPv4 (RFC 4291, 2.2): they become two groups of hexadecimal. */
const withoutDottedTail = (text: string): string | undefined => {
  if (!text.includes('.')) return text
  const start = text.lastIndexOf(':') + 1
  const tail = parseIPv4(text.slice(start))
  if (tail === undefined) return undefined
  return `${text.slice(0, start)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`
}

const parseGroups = (text: string): readonly bigint[] | undefined => {
  if (text === '') return []
  const groups = text.split(':')
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return groups.map((group) => BigInt(`0x${group}`))
}

/** RFC 4291, 2.2. A zone id (`fe80::1%eth0`) is refused: it names an interface of one machine, not an address. */
const parseIPv6 = (text: string): bigint | undefined => {
  const plain = withoutDottedTail(text)
  const halves = plain?.split('::') ?? []
  if (halves.length < 1 || halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '')
  const tail = parseGroups(halves[1] ?? '')
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail]
  return groups.reduce((value, group) => (value << 16n) | group, 0n)
}

/**
 * The strict spelling only: four decimal octets without leading zeros, or RFC 4291 text without a
 * zone id. Anything else is undefined. Time is linear in the text, which is cut off at 45 characters.
 */
export const parseAddress = (text: string): Address | undefined => {
  if (text.length > addressTextMaximum) return undefined
  const family = text.includes(':') ? 'ip6' : 'ip4'
  const value = family === 'ip6' ? parseIPv6(text) : parseIPv4(text)
  return value === undefined ? undefined : { family, value }
}

const formatIPv4 = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')

/** Where the longest run of two or more zero groups lies; the first of equals (RFC 5952, 4.2). */
const longestZeroRun = (groups: readonly bigint[]): { start: number; length: number } => {
  let best = { start: 0, length: 0 }
  let start = 0
  groups.forEach((group, index) => {
    if (group !== 0n) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  })
  return best.length < 2 ? { start: 0, length: 0 } : best
}

const formatIPv6 = (value: bigint): string => {
  // IPv4-mapped addresses are told from others by their prefix alone, and keep dotted text (RFC 5952, 5).
  if (value >> 32n === 0xffffn) return `::ffff:${formatIPv4(value & 0xffffffffn)}`
  const groups = Array.from(
    { length: 8 },
    (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn,
  )
  const text = groups.map((group) => group.toString(16))
  const run = longestZeroRun(groups)
  if (run.length === 0) return text.join(':')
  return `${text.slice(0, run.start).join(':')}::${text.slice(run.start + run.length).join(':')}`
}

/** The canonical text: dotted decimal, or RFC 5952. */
export const formatAddress = (address: Address): string =>
  address.family === 'ip4' ? formatIPv4(address.value) : formatIPv6(address.value)

/** IPv4 before IPv6, then by number. */
export const compareAddresses = (left: Address, right: Address): number => {
  if (left.family !== right.family) return left.family === 'ip4' ? -1 : 1
  return left.value < right.value ? -1 : left.value > right.value ? 1 : 0
}

export const sameAddress = (left: Address, right: Address): boolean =>
  compareAddresses(left, right) === 0
