/**
 * Literals of what is written. A string in the position of an address would be resolved by DNS when the ruleset
 * loads, and in the position of a port by the services database: so neither position takes one.
 */
import type { Integer } from './json.ts'

/** Dotted quad. The schema and the writer check the octets; the type keeps host names out. */
export type Ipv4Address = `${number}.${number}.${number}.${number}`

/** RFC 4291 text. The schema and the writer check the groups; the type keeps host names out. */
export type Ipv6Address = `${string}:${string}`

/** Six octets, colon-separated. */
export type EtherAddress = `${string}:${string}:${string}:${string}:${string}:${string}`

/** A named set, map or flowtable. */
export type SetReference = `@${string}`

declare const interfaceNameBrand: unique symbol

/**
 * An interface's name, at most 15 bytes, made by `interfaceName()`: needed where a bare string would be ambiguous,
 * in a concatenation or under `typeof`.
 */
export type InterfaceName = string & { readonly [interfaceNameBrand]: 'InterfaceName' }

export interface Prefix<Address> {
  readonly prefix: { readonly addr: Address; readonly len: number }
}

/** Both ends included. */
export interface Range<Value> {
  readonly range: readonly [Value, Value]
}

export type Ipv4Value = Ipv4Address | Prefix<Ipv4Address> | Range<Ipv4Address>
export type Ipv6Value = Ipv6Address | Prefix<Ipv6Address> | Range<Ipv6Address>
export type PortValue = number | Range<number>
/** Values that only a number can name safely: users, groups, marks, device groups. */
export type NumberValue = Integer | Range<Integer>
/** Values with symbols of nft's own (protocols, ICMP types, ...), interface names, and numbers. */
export type PlainValue =
  | string
  | Integer
  | boolean
  | Range<string | Integer>
  | Prefix<EtherAddress | Integer>
