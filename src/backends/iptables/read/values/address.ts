import type { Address, Family } from '../../../../net/index.ts'
import { familyBits, familyMaximum, formatAddress, parseAddress } from '../../../../net/index.ts'
import type { Codec, Scope } from '../codec.ts'
import { argument } from '../codec.ts'
import type { Fault, Reading } from '../reading.ts'
import { badValue, fault, value } from '../reading.ts'
import { maximum8, parseNumber } from './number.ts'

/** Addresses whose bits under `mask` are those of `address`, where all other bits are zero. The mask may have holes. */
export interface AddressMask {
  readonly address: bigint
  readonly mask: bigint
}

/**
 * IPv4 as numeric_to_ipaddr of libxtables/xtables.c reads it: octets in base 0 (`010` is 8), and what is missing at
 * the end is zero: `127.1` is 127.1.0.0, not 127.0.0.1 as inet_aton(3) would have it.
 */
const parseShortIPv4 = (text: string): bigint | undefined => {
  const parts = text.split('.')
  if (parts.length > 4) return undefined
  let address = 0
  for (let index = 0; index < 4; index += 1) {
    const octet = index < parts.length ? parseNumber(parts[index] ?? '', maximum8) : 0
    if (octet === undefined) return undefined
    address = address * 256 + octet
  }
  return BigInt(address)
}

const versionOf = (family: Family): string => (family === 'ip4' ? 'IPv4' : 'IPv6')

const notAnAddress = (text: string, family: Family): Fault => {
  const other = family === 'ip4' ? text.includes(':') && parseAddress(text) : parseShortIPv4(text)
  if (other !== undefined && other !== false && (family === 'ip4' || text.includes('.')))
    return fault(
      'iptables-wrong-family',
      `\`${text}\` is no ${versionOf(family)} address, and this file is read as ${versionOf(family)}`,
      'rules of the other family stand in a file of their own, or behind --ipv4 or --ipv6',
    )
  if (/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(text) && /[a-z]/i.test(text))
    return fault(
      'iptables-host-name',
      `\`${text}\` is a host name, which is looked up when the file is loaded`,
      'what it stands for then is not known, and at boot, without a network, the lookup fails; write the address',
    )
  return badValue(text, `an ${versionOf(family)} address`)
}

/** One address of the file's family. */
export const readAddress = (text: string, { family }: Scope): Reading<bigint> => {
  const read = family === 'ip4' ? parseShortIPv4(text) : parseAddress(text)
  if (read === undefined) return notAnAddress(text, family)
  if (typeof read === 'bigint') return value(read)
  return read.family === family ? value(read.value) : notAnAddress(text, family)
}

const prefixMask = (family: Family, length: number): bigint =>
  familyMaximum(family) ^ (familyMaximum(family) >> BigInt(length))

const readMask = (text: string, scope: Scope): Reading<bigint> => {
  const { family } = scope
  const length = parseNumber(text, familyBits(family))
  if (length !== undefined) return value(prefixMask(family, length))
  const isWhole = family === 'ip4' ? text.split('.').length === 4 : text.includes(':')
  const mask = isWhole ? readAddress(text, scope) : undefined
  return mask?.kind === 'value'
    ? mask
    : badValue(text, `a mask or prefix length of ${versionOf(family)}`)
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `10.0.0.1`. With a mask of zero the address may be any word. */
export const readAddressMask = (text: string, scope: Scope): Reading<AddressMask> => {
  const slash = text.lastIndexOf('/')
  const mask =
    slash < 0 ? value(familyMaximum(scope.family)) : readMask(text.slice(slash + 1), scope)
  if (mask.kind === 'fault') return mask
  if (mask.value === 0n) return value({ address: 0n, mask: 0n })
  const address = readAddress(slash < 0 ? text : text.slice(0, slash), scope)
  if (address.kind === 'fault') return address
  return value({ address: address.value & mask.value, mask: mask.value })
}

/** How long the prefix is that the mask stands for; undefined where the mask has holes. */
export const prefixLength = (family: Family, mask: bigint): number | undefined => {
  const length = mask.toString(2).replaceAll('0', '').length
  return prefixMask(family, length) === mask ? length : undefined
}

const addressText = (family: Family, address: bigint): string =>
  formatAddress({ family, value: address } satisfies Address)

export const addressMaskText = ({ address, mask }: AddressMask, { family }: Scope): string =>
  `${addressText(family, address)}/${prefixLength(family, mask) ?? addressText(family, mask)}`

/** An address with a mask, which iptables-save always prints. */
export const addressMask: Codec<AddressMask> = argument(readAddressMask, addressMaskText)

/** An address with a mask, which iptables-save leaves out for one host. */
export const hostMask: Codec<AddressMask> = argument(readAddressMask, (read, scope) =>
  read.mask === familyMaximum(scope.family)
    ? addressText(scope.family, read.address)
    : addressMaskText(read, scope),
)

/** One address. */
export const address: Codec<bigint> = argument(readAddress, (read, { family }) =>
  addressText(family, read),
)

/** A mask as an address, `255.255.255.0`. */
export const mask: Codec<bigint> = argument(readMask, (read, { family }) =>
  addressText(family, read),
)

/** Addresses `first` to `last`, both inside; none where `last` is below `first`. */
export interface AddressRange {
  readonly first: bigint
  readonly last: bigint
}

export const readAddressRange = (text: string, scope: Scope): Reading<AddressRange> => {
  const dash = text.indexOf('-')
  const first = readAddress(dash < 0 ? text : text.slice(0, dash), scope)
  if (first.kind === 'fault') return first
  const last = dash < 0 ? first : readAddress(text.slice(dash + 1), scope)
  if (last.kind === 'fault') return last
  return value({ first: first.value, last: last.value })
}

export const addressRangeText = ({ first, last }: AddressRange, { family }: Scope): string =>
  first === last
    ? addressText(family, first)
    : `${addressText(family, first)}-${addressText(family, last)}`

/**
 * `10.0.0.1-10.0.0.9`, or one address. iptables-save prints both ends. A range whose last address is below its first
 * one loads, with a warning, and holds nothing (libxt_iprange.c).
 */
export const addressRange: Codec<AddressRange> = argument(
  readAddressRange,
  ({ first, last }, { family }) => `${addressText(family, first)}-${addressText(family, last)}`,
)
