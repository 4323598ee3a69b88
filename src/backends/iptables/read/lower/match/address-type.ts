import type { Interval } from '../../../../../net/index.ts'
import { complement, familyMaximum, intervalSet } from '../../../../../net/index.ts'
import type { MachineField, Step } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { Alternatives } from '../alternatives.ts'
import { all, always, is, oneWay, unknown, within } from '../alternatives.ts'
import type { Context } from '../context.ts'
import type { MatchRecord } from './handler.ts'

/** RTN_* of include/uapi/linux/rtnetlink.h, in their order. */
const routeTypes: readonly string[] = [
  ...['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'ANYCAST', 'MULTICAST', 'BLACKHOLE'],
  ...['UNREACHABLE', 'PROHIBIT', 'THROW', 'NAT', 'XRESOLVE'],
]

const localType = routeTypes.indexOf('LOCAL')

/** Types of IPv6 that an address tells by itself (ipv6_addr_type of net/ipv6/addrconf_core.c). */
const multicast: Interval = { first: 0xffn << 120n, last: familyMaximum('ip6') }
const unspecified: Interval = { first: 0n, last: 0n }
const mapped: Interval = { first: 0xffffn << 32n, last: (0xffffn << 32n) | 0xffff_ffffn }
const ip6Types: ReadonlyMap<string, readonly Interval[]> = new Map([
  ['MULTICAST', [multicast]],
  ['UNSPEC', [unspecified]],
  ['UNICAST', complement(intervalSet([multicast, unspecified, mapped]), familyMaximum('ip6'))],
])

type Side = 'saddr' | 'daddr'
type Types = Given<readonly string[]>

const fibField = (side: Side, byInterface: boolean): MachineField =>
  byInterface ? `fib ${side} . iif type` : `fib ${side} type`

/** Any of the types: one lookup of the local table, as nft's fib does (match_type of xt_addrtype.c). */
const ip4Type = (side: Side, { value, negated }: Types, byInterface: boolean): Step =>
  within(
    fibField(side, byInterface),
    value.map((name) => {
      const number = BigInt(routeTypes.indexOf(name))
      return { first: number, last: number }
    }),
    { negated },
  )

/** Of IPv6 all of the types have to fit (addrtype_mt6), so that only one at a time is read here. */
const ip6Type = (
  side: Side,
  { value, negated }: Types,
  byInterface: boolean,
  text: () => string,
): Alternatives => {
  const [name, ...others] = value
  if (name === undefined || others.length > 0) return unknown(text())
  const intervals = ip6Types.get(name)
  if (intervals) return oneWay(within(`ip6 ${side}`, intervals, { negated }))
  return name === 'LOCAL'
    ? oneWay(is(fibField(side, byInterface), localType, { negated }))
    : unknown(text())
}

export const addressType = (
  { options }: MatchRecord['addrtype'],
  { family }: Context,
  text: () => string,
): Alternatives => {
  // Rules of the machine do not ask by the outgoing interface.
  if (options['limit-iface-out']) return unknown(text())
  const byInterface = options['limit-iface-in'] !== undefined
  const one = (side: Side, types: Types | undefined): Alternatives => {
    if (!types) return always
    return family === 'ip4'
      ? oneWay(ip4Type(side, types, byInterface))
      : ip6Type(side, types, byInterface, text)
  }
  return all(one('saddr', options['src-type']), one('daddr', options['dst-type']))
}
