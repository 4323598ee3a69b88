import type { Address, Prefix } from '../../net/index.ts'
import { parsePrefix, prefixContainsAddress, prefixesOverlap } from '../../net/index.ts'

/** A range with the reason why it is special. */
export interface NamedRange {
  readonly prefix: Prefix
  readonly name: string
}

export const namedRange = (text: string, name: string): NamedRange => {
  const prefix = parsePrefix(text)
  if (!prefix) throw new Error(`a table names what is no prefix: ${text}`)
  return { prefix, name }
}

export const loopback = namedRange('127.0.0.0/8', 'loopback')

/** IPv4 ranges in which no host has its address: RFC 6890, RFC 5771, RFC 1112. */
export const notUnicast: readonly NamedRange[] = [
  namedRange('0.0.0.0/8', '"this network"'),
  namedRange('224.0.0.0/4', 'multicast'),
  namedRange('240.0.0.0/4', 'reserved or broadcast'),
]

/** What Qubes gives to qubes, to disposable qubes and to its DNS addresses. */
export const qubesRanges: readonly NamedRange[] = [
  namedRange('10.137.0.0/16', 'the addresses of qubes'),
  namedRange('10.138.0.0/16', 'the addresses of disposable qubes'),
  namedRange('10.139.0.0/16', "Qubes' DNS addresses"),
]

export const rangeOfAddress = (
  ranges: readonly NamedRange[],
  address: Address,
): NamedRange | undefined => ranges.find(({ prefix }) => prefixContainsAddress(prefix, address))

export const rangeMeeting = (
  ranges: readonly NamedRange[],
  other: Prefix,
): NamedRange | undefined => ranges.find(({ prefix }) => prefixesOverlap(prefix, other))
