import type { MachineField, Step } from '../../../../../ruleset/index.ts'
import type { Alternatives } from '../alternatives.ts'
import { both, either, is, oneWay, unknown } from '../alternatives.ts'
import type { Context } from '../context.ts'
import type { MatchRecord } from './handler.ts'

/** RTN_LOCAL of include/uapi/linux/rtnetlink.h. */
const localRoute = 2

/**
 * Whether there is a way back, as nft's fib answers it; with `--accept-local` the gateway's own addresses count too,
 * in IPv6 whichever interface bears them; and there the unspecified source always does (net/ipv4/netfilter/ipt_rpfilter.c, net/ipv6/netfilter/ip6t_rpfilter.c).
 */
export const reversePath = (
  { options }: MatchRecord['rpfilter'],
  { family }: Context,
  text: () => string,
): Alternatives => {
  const isInverted = options.invert !== undefined
  const route: MachineField = options.loose ? 'fib saddr oif' : 'fib saddr . iif oif'
  const isAnywhere = options.loose || family === 'ip6'
  const type: MachineField = isAnywhere ? 'fib saddr type' : 'fib saddr . iif type'
  // Each says of itself that the way back is found; found is any of them, missing none.
  const ways: readonly Step[] = [
    is(route, 0, { negated: !isInverted }),
    ...(options['accept-local'] ? [is(type, localRoute, { negated: isInverted })] : []),
    ...(family === 'ip6' ? [is('ip6 saddr', 0, { negated: isInverted })] : []),
  ]
  const answer = isInverted ? oneWay(...ways) : either(...ways.map((way) => oneWay(way)))
  if (!options.validmark) return answer
  // The mark chooses the table: without one it is the table that everything else asks.
  return either(
    both(oneWay(is('meta mark', 0)), answer),
    both(oneWay(is('meta mark', 0, { negated: true })), unknown(text())),
  )
}
