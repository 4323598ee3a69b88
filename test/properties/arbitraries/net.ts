import fc from 'fast-check'
import type { Address, Family, Interval, Prefix } from '../../../src/net/index.ts'
import { familyBits, networkOf } from '../../../src/net/index.ts'

const familyAddress = (family: Family): fc.Arbitrary<Address> => {
  const max = (1n << BigInt(familyBits(family))) - 1n
  // Few set bits make long runs of zeros, where the spelling of IPv6 is hard.
  const sparse = fc
    .array(fc.integer({ min: 0, max: familyBits(family) - 1 }), { maxLength: 4 })
    .map((bits) => bits.reduce((value, bit) => value | (1n << BigInt(bit)), 0n))
  return fc.oneof(fc.bigInt({ min: 0n, max }), sparse).map((value) => ({ family, value }))
}

export const address: fc.Arbitrary<Address> = fc.oneof(
  familyAddress('ip4'),
  familyAddress('ip6'),
  // IPv4-mapped addresses keep dotted text.
  familyAddress('ip4').map(({ value }) => ({
    family: 'ip6' as const,
    value: value | (0xffffn << 32n),
  })),
)

export const prefix: fc.Arbitrary<Prefix> = address.chain((value) =>
  fc.integer({ min: 0, max: familyBits(value.family) }).map((length) => networkOf(value, length)),
)

/** Intervals of a universe small enough to be listed number by number: 0 to 63. */
export const smallMaximum = 63n
export const smallInterval: fc.Arbitrary<Interval> = fc
  .tuple(fc.bigInt({ min: 0n, max: smallMaximum }), fc.bigInt({ min: 0n, max: smallMaximum }))
  .map(([first, last]) => ({ first, last }))
