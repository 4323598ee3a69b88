/** Limits of the JSON reader: each is far beyond any ruleset of a person, and below what hurts. */
export const jsonLimits = {
  /** UTF-16 code units of a text. A listing of a million set elements is about 20 million. */
  textLength: 256 * 1024 * 1024,
  /** Arrays and objects within each other. Rules of libnftables nest about ten deep. */
  depth: 200,
  /** Digits of an integer: 64 bits need 20, and nft prints longer values as hexadecimal strings. */
  integerDigits: 40,
  /** Values in one document: a tree that shares branches must not unfold without end. */
  values: 20_000_000,
} as const
