/**
 * What a rule's matches say of the packet's protocols. nft refuses a rule that asks one packet for two of them, so
 * what reads as `never` is a file that does not load. Source: nftables, src/evaluate.c and src/payload.c.
 */
import type { ReadStatementBodies } from 'nftables-json'
import type { Header } from '../../../../ruleset/index.ts'
import { machineFields } from '../../../../ruleset/index.ts'
import { numberOf } from './constants.ts'
import type { FieldReading, Reading } from './reading.ts'
import type { RuleContext } from './rule-context.ts'

type Match = ReadStatementBodies['match']
type Network = NonNullable<RuleContext['network']>

const networks: Partial<Record<Header, Network>> = { ip: 'ip', ip6: 'ip6', arp: 'arp' }
const transports: Partial<Record<Header, string>> = {
  tcp: 'tcp',
  udp: 'udp',
  icmp: 'icmp',
  icmpv6: 'icmpv6',
}
const transportNumbers: ReadonlyMap<bigint, string> = new Map([
  [1n, 'icmp'],
  [6n, 'tcp'],
  [17n, 'udp'],
  [58n, 'icmpv6'],
  [132n, 'sctp'],
])
const networkNumbers: ReadonlyMap<bigint, Network> = new Map([
  [2n, 'ip'],
  [10n, 'ip6'],
])

/** Reading a field says that its header is there. */
export function noteReading(context: RuleContext, reading: Reading, statement: object): void {
  if (reading.kind !== 'field') return
  const { needs } = machineFields[reading.field]
  if (needs === null) return
  const network = networks[needs]
  if (network !== undefined) {
    if (context.network !== undefined && context.network !== network) {
      conflict(context, context.network, network, statement)
    }
    context.network = network
  }
  const transport = transports[needs]
  if (transport === undefined) return
  if (context.transport !== undefined && context.transport !== transport) {
    conflict(context, context.transport, transport, statement)
  }
  context.transport = transport
}

/** An equality with one protocol says the same; any other comparison says nothing. */
export function noteFact(
  context: RuleContext,
  fields: readonly FieldReading[],
  { op, right }: Match,
  statement: object,
): void {
  const [only] = fields
  if (only === undefined || fields.length > 1 || (op !== '==' && op !== 'in')) return
  if (typeof right !== 'string' && typeof right !== 'number') return
  const value = numberOf(right, only.type)
  if (typeof value === 'string') return
  switch (only.field) {
    case 'meta nfproto': {
      const network = networkNumbers.get(value)
      if (network === undefined) return
      if (context.network !== undefined && context.network !== network) {
        conflict(context, context.network, network, statement)
      }
      context.network = network
      return
    }
    case 'meta l4proto':
    case 'ip protocol':
      context.transport = transportNumbers.get(value) ?? context.transport
      return
    case 'ct protocol':
      // nft takes it up only where it knows what lies below (ct_expr_pctx_update of src/ct.c).
      if (context.family === 'inet' && context.network === undefined) return
      context.ofConnection = context.transport ?? transportNumbers.get(value)
      return
    default:
  }
}

/** An answer or a target of one family, in a rule that is about another one. */
export function askNetwork(context: RuleContext, network: Network, statement: object): void {
  if (context.network !== undefined && context.network !== network) {
    conflict(context, context.network, network, statement)
  }
}

export function askTransport(context: RuleContext, transport: string, statement: object): void {
  if (context.transport !== undefined && context.transport !== transport) {
    conflict(context, context.transport, transport, statement)
  }
}

function conflict(context: RuleContext, one: string, other: string, statement: object): void {
  context.refuse(
    'nft-load-conflict',
    `a packet of \`${one}\` is asked for what only \`${other}\` has`,
    statement,
  )
}
