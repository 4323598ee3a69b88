/** What can be told of a rule by walking over it once: what it names, and whether it asks for conntrack. */
import type { ReadStatement } from 'nftables-json'
import { isRestricted } from './hooks.ts'

export interface RuleFacts {
  /** Chains that it may go on in. */
  readonly jumps: readonly string[]
  /** Sets and maps, without their `@`. */
  readonly sets: readonly string[]
  /** Sets and maps that packets fill by it. */
  readonly filled: readonly string[]
  readonly flowtables: readonly string[]
  readonly asksConntrack: boolean
  /** Null: for all families of the table. */
  readonly asksConntrackOf: 'ipv4' | 'ipv6' | null
  /** Statements and lookups of routes that not every hook takes; see hooks.ts. */
  readonly restricted: readonly string[]
}

/**
 * Statements whose `init` calls `nf_ct_netns_get`: nft_nat.c, nft_redir.c, nft_masq.c, nft_synproxy.c,
 * nft_connlimit.c, nft_flow_offload.c, and the objects of nft_ct.c. `ct` as a key does so read or written
 * (nft_ct_get_init, nft_ct_set_init). notrack has no init and asks for nothing; tproxy asks for defragmentation only.
 */
const askingStatements: ReadonlySet<string> = new Set([
  ...['snat', 'dnat', 'masquerade', 'redirect', 'synproxy', 'ct count', 'flow'],
  ...['ct helper', 'ct timeout', 'ct expectation'],
])

/** Extensions of x_tables that do the same: nf_ct_netns_get in net/netfilter/xt_*.c. */
const askingExtensions: ReadonlySet<string> = new Set([
  ...['conntrack', 'state', 'connmark', 'connbytes', 'connlabel', 'connlimit', 'helper', 'cluster'],
  ...['SNAT', 'DNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP', 'CT', 'CONNMARK', 'CONNSECMARK'],
  ...['SYNPROXY', 'NOTRACK'],
])

interface Draft {
  readonly jumps: Set<string>
  readonly sets: Set<string>
  readonly filled: Set<string>
  readonly flowtables: Set<string>
  readonly restricted: Set<string>
  /** For which families. */
  readonly asked: Set<'ipv4' | 'ipv6' | 'all'>
}

const emptyDraft = (): Draft => ({
  jumps: new Set(),
  sets: new Set(),
  filled: new Set(),
  flowtables: new Set(),
  restricted: new Set(),
  asked: new Set(),
})

export function ruleFacts(statements: readonly ReadStatement[]): RuleFacts {
  const draft = emptyDraft()
  for (const statement of statements) noteStatement(statement, draft)
  const [asked = 'all', second] = draft.asked
  return {
    jumps: [...draft.jumps],
    sets: [...draft.sets],
    filled: [...draft.filled],
    flowtables: [...draft.flowtables],
    restricted: [...draft.restricted],
    asksConntrack: draft.asked.size > 0,
    asksConntrackOf: asked === 'all' || second !== undefined ? null : asked,
  }
}

function noteStatement(statement: ReadStatement, draft: Draft): void {
  if ('log' in statement || 'opaque' in statement) return
  for (const key of Object.keys(statement)) {
    if (askingStatements.has(key)) draft.asked.add(askedFamily(statement))
    if (isRestricted(key)) draft.restricted.add(key)
  }
  if ('xt' in statement) {
    const name = statement.xt?.name
    if (name !== undefined && askingExtensions.has(name)) draft.asked.add('all')
    return
  }
  if ('set' in statement) draft.filled.add(statement.set.set.slice(1))
  if ('map' in statement) draft.filled.add(statement.map.map.slice(1))
  if ('flow' in statement) draft.flowtables.add(statement.flow.flowtable.slice(1))
  else walk(statement, draft)
}

/** Translations to an address ask for conntrack of its family; it is written out, or nft finds it by the address. */
function askedFamily(statement: ReadStatement): 'ipv4' | 'ipv6' | 'all' {
  const body = 'snat' in statement ? statement.snat : 'dnat' in statement ? statement.dnat : null
  if (!body) return 'all'
  if (body.family !== undefined) return body.family === 'ip' ? 'ipv4' : 'ipv6'
  if (typeof body.addr !== 'string') return 'all'
  return body.addr.includes(':') ? 'ipv6' : 'ipv4'
}

function walk(node: unknown, draft: Draft): void {
  if (typeof node === 'string') {
    if (node.startsWith('@')) draft.sets.add(node.slice(1))
    return
  }
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const item of node) walk(item, draft)
    return
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'opaque' || key === 'comment') continue
    if (key === 'ct' || key === 'ct count') draft.asked.add('all')
    if (key === 'fib') noteFib(value, draft)
    if (key === 'jump' || key === 'goto') noteJump(value, draft)
    else walk(value, draft)
  }
}

/** `fib oif`, `fib oif iif`, `fib type iif`: the result and the interface that is asked for. */
function noteFib(value: unknown, { restricted }: Draft): void {
  if (typeof value !== 'object' || value === null) return
  if (!('result' in value) || !('flags' in value)) return
  const given = Array.isArray(value.flags) ? value.flags : [value.flags]
  const result = value.result === 'type' ? 'type' : 'oif'
  const side = ['iif', 'oif'].find((flag) => given.includes(flag))
  restricted.add(side === undefined ? `fib ${result}` : `fib ${result} ${side}`)
}

function noteJump(value: unknown, { jumps }: Draft): void {
  if (typeof value !== 'object' || value === null || !('target' in value)) return
  if (typeof value.target === 'string') jumps.add(value.target)
}

/** Chains that the elements of a verdict map lead to. */
export function jumpsOf(elements: Iterable<unknown>): readonly string[] {
  const draft = emptyDraft()
  for (const element of elements) walk(element, draft)
  return [...draft.jumps]
}

/** The names under which a table counts what a rule uses. */
export const usesOf = ({ jumps, sets, flowtables }: RuleFacts): readonly string[] => [
  ...jumps.map((name) => `chain ${name}`),
  ...sets.map((name) => `set ${name}`),
  ...flowtables.map((name) => `flowtable ${name}`),
]
