import type { Family } from '../../../../net/index.ts'
import { familyMaximum } from '../../../../net/index.ts'
import type { MachineField, Step } from '../../../../ruleset/index.ts'
import type { Given } from '../extension.ts'
import type { Rule } from '../tree.ts'
import type { AddressMask } from '../values/address.ts'
import { impossible, is, named, testOf, within } from './alternatives.ts'
import type { Context } from './context.ts'
import { isSentinel } from './context.ts'

/** An address under a mask that may have holes. */
export const addressTest = (
  field: MachineField,
  family: Family,
  { value, negated }: Given<AddressMask>,
): Step => {
  const maximum = familyMaximum(family)
  const host = maximum ^ value.mask
  const isPrefix = (host & (host + 1n)) === 0n
  if (!isPrefix) return is(field, value.address & value.mask, { mask: value.mask, negated })
  const first = value.address & value.mask
  return within(field, [{ first, last: first | host }], { negated })
}

const addressSteps = (
  field: MachineField,
  given: Given<AddressMask> | null,
  context: Context,
): readonly Step[] => {
  if (!given) return []
  const { value, negated } = given
  const isHost = value.mask === familyMaximum(context.family)
  if (isHost && isSentinel(context, value.address, given.place))
    return [testOf([{ field, mask: null }], { kind: 'client-facing' }, { negated })]
  return [addressTest(field, context.family, given)]
}

/** `vif+` as a pattern; undefined where the pattern would be read as something else. */
export const patternOf = (name: string): string | undefined => {
  if (name.endsWith('+')) {
    const stem = name.slice(0, -1)
    return stem.endsWith('\\') ? undefined : `${stem}*`
  }
  if (!name.endsWith('*')) return name
  const stem = name.slice(0, -1)
  return stem.endsWith('\\') ? undefined : `${stem}\\*`
}

const interfaceSteps = (
  field: 'meta iifname' | 'meta oifname',
  option: string,
  given: Given<string> | null,
): readonly Step[] => {
  if (!given) return []
  const { value, negated } = given
  // Every name there is, the empty one of a hook without such an interface too: nothing is compared.
  if (value === '+') return negated ? [impossible] : []
  const pattern = patternOf(value)
  return pattern === undefined
    ? [{ kind: 'opaque', text: `${negated ? '! ' : ''}${option} ${value}`, mayEnd: false }]
    : [named(field, pattern, negated)]
}

/** RFC 791: the offset of a fragment, of the 16 bits that hold flags and offset. */
const fragmentOffset = 0x1fffn

/** What ip_packet_match and ip6_packet_match look at, in their order (net/ipv4/netfilter/ip_tables.c). */
export const headerSteps = (rule: Rule, context: Context): readonly Step[] => {
  const header = context.family === 'ip4' ? 'ip' : 'ip6'
  const { protocol, fragment } = rule
  return [
    ...addressSteps(`${header} saddr`, rule.source, context),
    ...addressSteps(`${header} daddr`, rule.destination, context),
    ...interfaceSteps('meta iifname', '-i', rule.inInterface),
    ...interfaceSteps('meta oifname', '-o', rule.outInterface),
    ...(protocol ? [is('meta l4proto', protocol.value, { negated: protocol.negated })] : []),
    ...(fragment
      ? [is('ip frag-off', 0n, { mask: fragmentOffset, negated: !fragment.negated })]
      : []),
  ]
}
