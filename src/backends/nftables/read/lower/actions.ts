/** Statements that answer, hand over or fill. */
import type { ReadExpression, ReadStatement, ReadStatementBodies } from 'nftables-json'
import type { HeldVerdict, Step } from '../../../../ruleset/index.ts'
import { isCompound } from './constants.ts'
import { test } from './match.ts'
import { bare } from './members.ts'
import { askNetwork, askTransport, noteReading } from './protocols.ts'
import { readKey } from './read-key.ts'
import { canBeMissing, equals, presence } from './reading.ts'
import { choice, note, opaque, type RuleContext } from './rule-context.ts'

const ending = (verdict: HeldVerdict): Step => ({ kind: 'verdict', verdict })

/** nft tests by itself for what the answer is made for: `reject with tcp reset` for TCP, `icmp` for IPv4. */
export function lowerReject(
  context: RuleContext,
  body: ReadStatementBodies['reject'],
  statement: ReadStatement,
): readonly Step[] {
  const type = body?.type
  if (type === 'tcp reset') {
    askTransport(context, 'tcp', statement)
    const reset = ending({ kind: 'reject', with: 'tcp-reset' })
    // Where the rule has named the connection's protocol nft tests no more, and what is no TCP is dropped unanswered.
    const isTaken = context.ofConnection === 'tcp' && context.transport === undefined
    return isTaken ? [reset] : [equals('meta l4proto', 6n), reset]
  }
  const { family } = context
  if (type === 'icmp') askNetwork(context, 'ip', statement)
  if (type === 'icmpv6') askNetwork(context, 'ip6', statement)
  const both = family !== 'ip' && family !== 'ip6'
  const step = ending({ kind: 'reject', with: 'icmp' })
  if (both && type === 'icmp') return [equals('meta nfproto', 2n), step]
  if (both && type === 'icmpv6') return [equals('meta nfproto', 10n), step]
  return [step]
}

export function lowerQueue(body: ReadStatementBodies['queue']): readonly Step[] {
  const flags = body?.flags
  const words = typeof flags === 'string' ? [flags] : (flags ?? [])
  return [ending({ kind: 'queue', bypass: words.includes('bypass') })]
}

/**
 * Takes SYN and ACK of TCP and lets what has neither go on (`nft_synproxy_eval_v4`, net/netfilter/nft_synproxy.c);
 * a rule that goes on after it cannot be told in one row of steps.
 */
export function lowerSynproxy(
  context: RuleContext,
  statement: Extract<ReadStatement, { synproxy: unknown }>,
  isLast: boolean,
): readonly Step[] {
  askObject(context, 'synproxy', statement.synproxy, statement)
  if (!isLast || isMapped(statement.synproxy)) return [opaque(context, statement, true)]
  const zero = { kind: 'numbers', set: [{ first: 0n, last: 0n }] } as const
  return [
    equals('meta l4proto', 6n),
    test([{ field: 'tcp flags', mask: 0x12n }], true, zero),
    ending({ kind: 'synproxy' }),
  ]
}

/**
 * Filling a set ends the rule where the set is full, and a limit beside the element may end it, too
 * (`nft_dynset_eval`, net/netfilter/nft_dynset.c). Deleting goes on whatever happens.
 */
export function lowerFill(
  context: RuleContext,
  op: string,
  element: ReadExpression,
  statement: ReadStatement,
): readonly Step[] {
  const guards = readGuards(context, bare(element), statement)
  const last = op === 'delete' ? note(context, statement) : choice(context, statement, 'set-update')
  return [...guards, last]
}

/** What the packet must have for its fields to be read; opaque where that cannot be told. */
export function readGuards(
  context: RuleContext,
  node: ReadExpression,
  statement: ReadStatement,
): readonly Step[] {
  const parts = isCompound(node) && 'concat' in node ? node.concat : [node]
  // A constant beside a field is always there.
  const read = parts.filter(isCompound)
  return readKey({ concat: read }, context).flatMap((reading): readonly Step[] => {
    noteReading(context, reading, statement)
    if (reading.kind === 'hidden') return [...reading.guards, opaque(context, statement, false)]
    const own = canBeMissing(reading.field) ? [presence(reading.field)] : []
    return [...reading.guards, ...own]
  })
}

/** An object by its name; a map that yields one breaks the rule where the key is not in it. */
export const isMapped = (node: unknown): boolean =>
  typeof node === 'object' && node !== null && !Array.isArray(node) && 'map' in node

/** An object that a rule names has to be there. */
export function askObject(
  context: RuleContext,
  kind: string,
  body: unknown,
  statement: ReadStatement,
): void {
  if (typeof body !== 'string' || context.objects.has(`${kind} ${body}`)) return
  context.refuse('nft-load-missing', `no ${kind} is called \`${body}\``, statement)
}

/** Of a flowtable only the kernel knows which packets it takes; one that it does not take goes no further in the rule. */
export function lowerFlow(
  context: RuleContext,
  statement: Extract<ReadStatement, { flow: unknown }>,
  isLast: boolean,
): readonly Step[] {
  const name = statement.flow.flowtable.replace(/^@/, '')
  if (!context.flowtables.has(name)) {
    context.refuse('nft-load-missing', `no flowtable is called \`${name}\``, statement)
  }
  const offload: Step = { kind: 'escape', way: 'offload', text: context.textOf(statement) }
  return isLast ? [offload] : [offload, choice(context, statement, 'connections')]
}

export function lowerDup(
  context: RuleContext,
  statement: Extract<ReadStatement, { dup: unknown }>,
): readonly Step[] {
  const { addr, dev } = statement.dup ?? {}
  const guards = [addr, dev].flatMap((node) => mapKeyGuards(context, node, statement))
  return [...guards, { kind: 'escape', way: 'duplicate', text: context.textOf(statement) }]
}

export function lowerForward(
  context: RuleContext,
  statement: Extract<ReadStatement, { fwd: unknown }>,
): readonly Step[] {
  const { addr, dev } = statement.fwd
  const guards = [addr, dev].flatMap((node) => mapKeyGuards(context, node, statement))
  return [...guards, { kind: 'escape', way: 'forward', text: context.textOf(statement) }]
}

/** A target out of a map: which packets the map knows is left open. */
function mapKeyGuards(
  context: RuleContext,
  node: ReadExpression | undefined,
  statement: ReadStatement,
): readonly Step[] {
  const isMap = node !== undefined && isCompound(node) && 'map' in node
  return isMap ? [opaque(context, statement, false)] : []
}
