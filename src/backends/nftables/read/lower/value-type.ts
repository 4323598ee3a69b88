/** How values of a field or a set are written, and how wide they are. */
import { datatypeNamed } from '../text/datatypes.ts'

export interface ValueType {
  /** nft's name of the datatype; `integer` where it has none. */
  readonly name: string
  readonly bits: number
  /** Names of interfaces, which are patterns and no numbers. */
  readonly isName: boolean
}

const nameTypes: ReadonlySet<string> = new Set(['ifname', 'iface_index'])

/** The datatype of that name; undefined for one that no field here has: labels, times, fingerprints. */
export function valueType(name: string): ValueType | undefined {
  if (nameTypes.has(name)) return { name, bits: 128, isName: true }
  const bits = datatypeNamed(name)?.bits
  return bits === undefined ? undefined : { name, bits, isName: false }
}

export const integerType = (bits: number): ValueType => ({ name: 'integer', bits, isName: false })

/** The greatest number of so many bits. */
export const allBits = (bits: number): bigint => (1n << BigInt(bits)) - 1n
