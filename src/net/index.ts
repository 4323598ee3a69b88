/** Addresses, prefixes, port ranges: values and set algebra. Nothing here does IO. */
export type { Address, Family } from './address.ts'
export { formatAddress, parseAddress } from './address.ts'
export type { Prefix } from './prefix.ts'
export { formatPrefix, parsePrefix } from './prefix.ts'
