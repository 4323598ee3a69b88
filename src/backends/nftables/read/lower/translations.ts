/** NAT and transparent proxying. */
import type { ReadExpression, ReadNat, ReadStatement } from 'nftables-json'
import type { Step } from '../../../../ruleset/index.ts'
import { isCompound } from './constants.ts'
import { askNetwork } from './protocols.ts'
import { readKey } from './read-key.ts'
import { equals } from './reading.ts'
import { opaque, type RuleContext } from './rule-context.ts'
import { addressFamily, targetOf } from './targets.ts'

export type NatKind = 'dnat' | 'snat' | 'masquerade' | 'redirect'

export function lowerNat(
  context: RuleContext,
  nat: NatKind,
  body: ReadNat | null,
  statement: ReadStatement,
): readonly Step[] {
  const { addr, port, family, flags } = body ?? {}
  const words = typeof flags === 'string' ? [flags] : (flags ?? [])
  const own = family ?? (addr === undefined ? undefined : (addressFamily(addr) ?? context.network))
  if ((nat === 'dnat' || nat === 'snat') && addr === undefined && port === undefined) {
    context.refuse('nft-load-incomplete', `\`${nat}\` that says no target`, statement)
  }
  if (own === 'ip' || own === 'ip6') askNetwork(context, own, statement)
  const guards = [
    ...familyGuard(context, own),
    ...mapGuards(context, addr),
    ...mapGuards(context, port),
  ]
  const target = targetOf(context, addr, port, words.includes('netmap'), statement)
  return [...guards, { kind: 'translate', nat, target }]
}

/**
 * In a table of both families a translation to an address of one leaves packets of the other alone
 * (`nft_nat_inet_eval`, net/netfilter/nft_nat.c).
 */
function familyGuard(context: RuleContext, family: string | undefined): readonly Step[] {
  if (context.family !== 'inet') return []
  if (family === 'ip') return [equals('meta nfproto', 2n)]
  return family === 'ip6' ? [equals('meta nfproto', 10n)] : []
}

function mapGuards(context: RuleContext, node: ReadExpression | undefined): readonly Step[] {
  if (node === undefined || !isCompound(node) || !('map' in node)) return []
  return readKey(node.map.key, context).flatMap((reading) => reading.guards)
}

/**
 * Takes TCP and UDP only and breaks the rule for the rest, or where no socket listens; by family as dnat
 * (`nft_tproxy_eval`, net/netfilter/nft_tproxy.c).
 */
export function lowerTproxy(
  context: RuleContext,
  statement: Extract<ReadStatement, { tproxy: unknown }>,
): readonly Step[] {
  const { addr, port, family } = statement.tproxy
  const target = targetOf(context, addr, port, false, statement)
  const guards = familyGuard(context, family ?? addressFamily(addr))
  if (target.kind !== 'fixed') return [...guards, opaque(context, statement, true)]
  const { addresses, ports } = target
  const single = [addresses, ports].every((each) => each === null || each.first === each.last)
  if (!single) return [...guards, opaque(context, statement, true)]
  return [
    ...guards,
    { kind: 'tproxy', address: addresses?.first ?? null, port: ports?.first ?? null },
  ]
}
