/** A JSON integer: a number where that is exact, a bigint beyond ±(2^53 - 1). */
export type Integer = number | bigint

/** What a JSON text holds. Numbers that JavaScript cannot hold exactly are bigints. */
export type JsonValue = null | boolean | Integer | string | readonly JsonValue[] | JsonObject
export type JsonObject = { readonly [key: string]: JsonValue }

/** One item, or several: nft prints flags either way, depending on its release. */
export type OneOrMany<T> = T | readonly T[]

/**
 * A union of single-key objects, one for each entry of `Bodies`: the shape of every node of libnftables-json.
 * `{ accept: null }`, `{ match: {...} }`.
 */
export type Wrapped<Bodies> = {
  [K in keyof Bodies]: { readonly [P in K]: Bodies[P] }
}[keyof Bodies]

/** The same union as pairs of key and body, for an exhaustive `switch` on the key. */
export type Entry<Bodies> = { [K in keyof Bodies]: readonly [K, Bodies[K]] }[keyof Bodies]
