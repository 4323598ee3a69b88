import type { ReadExpression } from 'nftables-json'
import type { Field } from '../../../ruleset/index.ts'

/** A field as an expression: `meta iifname` and `ct state` are keys, `ip saddr` is a field of a header. */
export const fieldExpression = (field: Field): ReadExpression => {
  if (field === 'fib saddr type') return { fib: { result: 'type', flags: ['saddr'] } }
  if (field === 'fib saddr . iif oif') return { fib: { result: 'oif', flags: ['saddr', 'iif'] } }
  const [protocol = '', ...words] = field.split(' ')
  const key = words.join(' ')
  switch (protocol) {
    case 'meta':
      return { meta: { key } }
    case 'ct':
      return { ct: { key } }
    default:
      return { payload: { protocol, field: key } }
  }
}

/** Fields side by side, as a concatenated set is looked up by. */
export const keyExpression = (fields: readonly Field[]): ReadExpression => {
  const [first, ...others] = fields.map(fieldExpression)
  if (first !== undefined && others.length === 0) return first
  return { concat: fields.map(fieldExpression) }
}

/** The datatype that a set looked up by the field has. */
export const fieldType = (field: Field): string => {
  switch (field) {
    case 'meta iifname':
    case 'meta oifname':
      return 'ifname'
    case 'ip saddr':
    case 'ip daddr':
    case 'arp saddr ip':
    case 'arp daddr ip':
      return 'ipv4_addr'
    default:
      throw new Error(`bug: no set is looked up by ${field}`)
  }
}
