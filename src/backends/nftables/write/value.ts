import type { ReadExpression } from 'nftables-json'
import type { Family, Interval } from '../../../net/index.ts'
import { familyBits, formatAddress, intervalToPrefixes } from '../../../net/index.ts'
import type { Field } from '../../../ruleset/index.ts'
import { fields } from '../../../ruleset/index.ts'
import { numberNames } from '../names.ts'

/** Neighbouring numbers up to this many are listed one by one, as a person would write ports. */
const listedMaximum = 4n

const familyOf = (field: Field): Family => (fields[field].bits === 128 ? 'ip6' : 'ip4')

const numberExpression = (field: Field, value: bigint): ReadExpression =>
  numberNames(field)[Number(value)] ?? Number(value)

const addressExpression = (family: Family, { first, last }: Interval): ReadExpression => {
  const text = (value: bigint): string => formatAddress({ family, value })
  if (first === last) return text(first)
  const [prefix, ...others] = intervalToPrefixes({ first, last }, family)
  if (prefix && others.length === 0 && prefix.length < familyBits(family))
    return { prefix: { addr: text(prefix.value), len: prefix.length } }
  return { range: [text(first), text(last)] }
}

const numberExpressions = (field: Field, { first, last }: Interval): readonly ReadExpression[] => {
  const size = last - first + 1n
  if (size > listedMaximum) return [{ range: [Number(first), Number(last)] }]
  return Array.from({ length: Number(size) }, (_, index) =>
    numberExpression(field, first + BigInt(index)),
  )
}

/** An interval of a field's values: names where nft has them, a prefix where it is one, else a range. */
export const intervalExpressions = (field: Field, interval: Interval): readonly ReadExpression[] =>
  fields[field].value === 'address'
    ? [addressExpression(familyOf(field), interval)]
    : numberExpressions(field, interval)

/** The same as an element of a named set, which is one expression. */
export const elementValue = (field: Field, interval: Interval): ReadExpression =>
  fields[field].value === 'address'
    ? addressExpression(familyOf(field), interval)
    : { range: [Number(interval.first), Number(interval.last)] }
