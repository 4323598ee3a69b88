/**
 * What a listing leaves out of a rule although the kernel holds it. nft takes `meta l4proto icmp` for a proof of IPv4
 * and leaves out the `meta nfproto ipv4` before it, and so with ICMPv6 (`payload_may_dependency_kill`, src/payload.c;
 * seen with 1.0.6). A rule that says `meta l4proto icmp` in a listing may therefore have nothing to do with IPv6; and
 * IPv6 packets can carry that number, since their sender writes into them what he likes.
 */
import type { ReadExpression, ReadStatement } from 'nftables-json'
import type { Opaque } from '../../../../ruleset/index.ts'
import { numberOf } from './constants.ts'
import type { FieldReading } from './reading.ts'
import type { RuleContext } from './rule-context.ts'

/** The network protocol that a listing takes for said, by the number of the transport protocol. */
const impliedBy: ReadonlyMap<bigint, NonNullable<Opaque['except']>> = new Map([
  [1n, 'ipv4'],
  [58n, 'ipv6'],
])

/** The doubt that follows an equality with one protocol; undefined where nothing can have been left out. */
export function elidedNetwork(
  context: RuleContext,
  fields: readonly FieldReading[],
  right: ReadExpression,
  statement: ReadStatement,
): Opaque | undefined {
  const [only] = fields
  if (!context.isListed || context.network !== undefined) return undefined
  if (only?.field !== 'meta l4proto' || fields.length > 1) return undefined
  if (typeof right !== 'string' && typeof right !== 'number') return undefined
  const value = numberOf(right, only.type)
  const except = typeof value === 'bigint' ? impliedBy.get(value) : undefined
  if (except === undefined) return undefined
  return { kind: 'opaque', text: context.textOf(statement), mayEnd: false, except }
}
