import type { Family } from './address.ts'
import { formatAddress, parseAddress } from './address.ts'

/** A network: the first `length` bits of `value`; the rest of `value` is zero. */
export interface Prefix {
  readonly family: Family
  readonly value: bigint
  readonly length: number
}

/** `10.0.0.0/8`, or a bare address, which is the prefix of that one host. Host bits must be zero. */
export const parsePrefix = (text: string): Prefix | undefined => {
  const [address, length] = text.split('/')
  const parsed = parseAddress(address ?? '')
  if (!parsed) return undefined
  return { ...parsed, length: length === undefined ? 32 : Number(length) }
}

export const formatPrefix = (prefix: Prefix): string => `${formatAddress(prefix)}/${prefix.length}`
