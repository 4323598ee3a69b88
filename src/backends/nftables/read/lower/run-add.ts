/** What is added: tables, chains, rules, sets, elements and the rest. */
import type {
  ReadChain,
  ReadElement,
  ReadExpression,
  ReadMap,
  ReadObject,
  ReadRule,
  ReadSet,
  ReadTable,
} from 'nftables-json'
import { objectEntry } from 'nftables-json'
import type { HeldFamily } from '../../../../ruleset/index.ts'
import { baseOf } from './base.ts'
import { elementKey, elementValueKey } from './element-key.ts'
import {
  emptyTable,
  type Kernel,
  type KernelChain,
  type KernelSet,
  type KernelTable,
  tableKey,
  use,
} from './held.ts'
import type { Report } from './report.ts'
import { jumpsOf, ruleFacts, usesOf } from './rule-facts.ts'
import { RuleList } from './rule-list.ts'

/** `listed`: an object that stands by itself, as in a listing or in a table's block. */
export type AddMode = 'add' | 'create' | 'insert' | 'replace' | 'listed'

export interface Running {
  readonly kernel: Kernel
  readonly report: Report
  /** In text a rule's handle says where it goes; in JSON it is a label that nft up to 1.1.6 reads past. */
  readonly handlesArePlaces: boolean
}

const families: readonly HeldFamily[] = ['inet', 'ip', 'ip6', 'arp', 'bridge', 'netdev']

export function addObject(running: Running, object: ReadObject, mode: AddMode): void {
  const [kind, body] = objectEntry(object)
  switch (kind) {
    case 'opaque':
      running.report.error('nft-load-unknown', 'an object that was not understood', object)
      return
    case 'table':
      addTable(running, body, mode)
      return
    case 'chain':
      addChain(running, body, mode)
      return
    case 'rule':
      addRule(running, body, mode)
      return
    case 'set':
    case 'map':
      addSet(running, kind, body, mode)
      return
    case 'element':
      addElements(running, body, mode)
      return
    default: {
      const table = tableOf(running, body.family, body.table, body)
      if (table === undefined) return
      const isFlowtable = kind === 'flowtable'
      const held = isFlowtable ? table.flowtables : table.objects
      const name = isFlowtable ? body.name : `${kind} ${body.name}`
      if (mode === 'create' && held.has(name)) exists(running, `${kind} \`${body.name}\``, body)
      held.set(name, body)
    }
  }
}

/** The table, or the load fails. */
export function tableOf(
  { kernel, report }: Running,
  family: string,
  name: string,
  node: object,
): KernelTable | undefined {
  const table = kernel.tables.get(tableKey(family, name))
  if (table === undefined) {
    report.error('nft-load-missing', `no table of family \`${family}\` is called \`${name}\``, node)
  }
  return table
}

function exists({ report }: Running, what: string, node: object): void {
  report.error('nft-load-exists', `${what} is there already`, node)
}

function addTable(running: Running, body: ReadTable, mode: AddMode): void {
  const { kernel, report } = running
  const family = families.find((each) => each === body.family)
  if (family === undefined || body.name === undefined) {
    report.error('nft-load-value', `\`${body.family}\` is no family of tables`, body)
    return
  }
  const key = tableKey(family, body.name)
  const held = kernel.tables.get(key)
  if (held !== undefined && mode === 'create') exists(running, `table \`${body.name}\``, body)
  const table = held ?? emptyTable(family, body.name, body)
  kernel.tables.set(key, table)
  if (body.flags === undefined) return
  const flags = typeof body.flags === 'string' ? [body.flags] : body.flags
  const unknown = flags.find((flag) => !['dormant', 'owner', 'persist'].includes(flag))
  if (unknown !== undefined)
    report.error('nft-load-unknown', `\`${unknown}\` is no flag of a table`, body)
  table.isDormant = flags.includes('dormant')
  if (table.isDormant && !running.handlesArePlaces && mode !== 'listed') {
    const help = 'there the table would be at work: write nft text'
    report.warn(
      'nft-load-ignored',
      'nft before 1.1.0 reads past the flags of a table in JSON',
      body,
      help,
    )
  }
}

function addChain(running: Running, body: ReadChain, mode: AddMode): void {
  const table = tableOf(running, body.family, body.table, body)
  if (table === undefined) return
  const held = table.chains.get(body.name)
  if (held === undefined) {
    const base = baseOf(body, table.family, running.report)
    table.chains.set(body.name, { name: body.name, body, base, rules: new RuleList() })
    return
  }
  if (mode === 'create') exists(running, `chain \`${body.name}\``, body)
  const bare = body.type === undefined && body.hook === undefined && body.prio === undefined
  if (bare) {
    if (body.policy !== undefined) changePolicy(running, held, body)
    return
  }
  const base = baseOf(body, table.family, running.report)
  if (base === null) return
  // The kernel changes nothing but the policy of a chain that is there (nf_tables_updchain).
  const { base: before } = held
  const same =
    before !== null &&
    before.type === base.type &&
    before.hook === base.hook &&
    before.priority === base.priority
  if (!same) {
    running.report.error(
      'nft-load-exists',
      `chain \`${body.name}\` is there with another hook`,
      body,
    )
    return
  }
  const policy = body.policy === undefined ? before.policy : base.policy
  held.base = { ...base, policy, devices: [...new Set([...before.devices, ...base.devices])] }
}

/** A policy by itself changes that of a base chain; nft's JSON reads past it. */
function changePolicy(running: Running, held: KernelChain, body: ReadChain): void {
  const { policy } = body
  if (!running.handlesArePlaces) {
    const help = 'nft reads a policy only beside `type`, `hook` and `prio`'
    running.report.warn(
      'nft-load-ignored',
      `the policy of \`${body.name}\` is not changed`,
      body,
      help,
    )
  } else if (held.base === null) {
    running.report.error('nft-load-incomplete', `\`${body.name}\` has a policy and no hook`, body)
  } else held.base = { ...held.base, policy: policy === 'drop' ? 'drop' : 'accept' }
}

export function renameChain(running: Running, body: ReadChain): void {
  const table = tableOf(running, body.family, body.table, body)
  if (table === undefined) return
  const chain = table.chains.get(body.name)
  const { newname } = body
  if (chain === undefined || newname === undefined) {
    running.report.error('nft-load-missing', `no chain is called \`${body.name}\``, body)
    return
  }
  if (table.chains.has(newname)) exists(running, `chain \`${newname}\``, body)
  if ((table.uses.get(`chain ${body.name}`) ?? 0) > 0) {
    // Rules hold the chain itself and not its name; what they say would have to be said anew.
    running.report.error(
      'nft-load-unknown',
      `chain \`${body.name}\` is renamed while rules lead to it`,
      body,
    )
    return
  }
  const chains = [...table.chains.values()]
  chain.name = newname
  table.chains.clear()
  for (const each of chains) table.chains.set(each.name, each)
}

function addRule(running: Running, body: ReadRule, mode: AddMode): void {
  const table = tableOf(running, body.family, body.table, body)
  if (table === undefined) return
  const chain = table.chains.get(body.chain)
  if (chain === undefined) {
    running.report.error('nft-load-missing', `no chain is called \`${body.chain}\``, body)
    return
  }
  const facts = ruleFacts(body.expr ?? [])
  // A command finds what stands there at its turn; what stands by itself, as in a table's block, comes after its chains.
  const absent = facts.jumps.find((name) => !table.chains.has(name))
  if (mode !== 'listed' && absent !== undefined) {
    running.report.error('nft-load-missing', `no chain is called \`${absent}\` yet`, body)
  }
  if (facts.asksConntrack && (table.family === 'netdev' || table.family === 'arp')) {
    const message = `tables of family \`${table.family}\` have no conntrack`
    running.report.error('nft-load-hook', message, body)
  }
  const rule = { body, facts }
  use(table, usesOf(facts), 1)
  for (const name of facts.filled) {
    const set = table.sets.get(name)
    if (set !== undefined) set.isArbitrary = true
  }
  const place = placeOf(running, body, chain.rules, mode)
  if (place === undefined) return
  if (place.kind === 'end') chain.rules.append(rule)
  else if (place.kind === 'head') chain.rules.prepend(rule)
  else {
    if (place.replaced === 1) {
      const old = chain.rules.all()[place.index]
      if (old !== undefined) use(table, usesOf(old.facts), -1)
    }
    chain.rules.put(place.index, rule, place.replaced)
  }
}

type RulePlace =
  | { readonly kind: 'end' }
  | { readonly kind: 'head' }
  | { readonly kind: 'at'; readonly index: number; readonly replaced: 0 | 1 }

/** Added rules go behind the one that is named, inserted ones before it. */
function placeOf(
  { report, handlesArePlaces }: Running,
  body: ReadRule,
  rules: RuleList,
  mode: AddMode,
): RulePlace | undefined {
  const byHandle = mode === 'replace' || (handlesArePlaces && body.handle !== undefined)
  const named = byHandle || body.index !== undefined
  if (!named) return { kind: mode === 'insert' ? 'head' : 'end' }
  const index = byHandle
    ? body.handle === undefined
      ? -1
      : rules.indexOfHandle(body.handle)
    : Number(body.index)
  if (index < 0 || index >= rules.length) {
    const what = byHandle ? `handle ${body.handle}` : `index ${body.index}`
    report.error('nft-load-missing', `chain \`${body.chain}\` has no rule of ${what}`, body)
    return undefined
  }
  if (mode === 'replace') return { kind: 'at', index, replaced: 1 }
  return { kind: 'at', index: mode === 'insert' ? index : index + 1, replaced: 0 }
}

function addSet(
  running: Running,
  kind: KernelSet['kind'],
  body: ReadSet | ReadMap,
  mode: AddMode,
): void {
  const table = tableOf(running, body.family, body.table, body)
  if (table === undefined) return
  const held = table.sets.get(body.name)
  if (held !== undefined) {
    const same =
      held.kind === kind && elementValueKey(held.body.type) === elementValueKey(body.type)
    if (mode === 'create' || !same) exists(running, `${kind} \`${body.name}\``, body)
    else if (body.elem !== undefined)
      putElements(running, table, held, listOf(body.elem), body, mode)
    return
  }
  const flags = typeof body.flags === 'string' ? [body.flags] : (body.flags ?? [])
  const isArbitrary =
    flags.includes('dynamic') || flags.includes('timeout') || body.timeout !== undefined
  const set: KernelSet = { kind, body, elements: new Map(), isArbitrary }
  table.sets.set(body.name, set)
  if (body.elem !== undefined) putElements(running, table, set, listOf(body.elem), body, mode)
}

const listOf = (elem: ReadSet['elem']): readonly ReadExpression[] => {
  if (elem === undefined) return []
  return Array.isArray(elem) ? (elem as readonly ReadExpression[]) : [elem as ReadExpression]
}

function addElements(running: Running, body: ReadElement, mode: AddMode): void {
  const table = tableOf(running, body.family, body.table, body)
  const set = table?.sets.get(body.name)
  if (table === undefined) return
  if (set === undefined) {
    running.report.error('nft-load-missing', `no set is called \`${body.name}\``, body)
    return
  }
  putElements(running, table, set, listOf(body.elem), body, mode)
}

/** An element that is there already stays; with another value the load fails. */
function putElements(
  running: Running,
  table: KernelTable,
  set: KernelSet,
  elements: readonly ReadExpression[],
  node: object,
  mode: AddMode,
): void {
  for (const element of elements) {
    const key = elementKey(element, set.kind)
    const held = set.elements.get(key)
    if (held !== undefined) {
      const same = elementValueKey(held) === elementValueKey(element)
      if (mode === 'create' || (set.kind === 'map' && !same))
        exists(running, `an element of \`${set.body.name}\``, node)
      continue
    }
    set.elements.set(key, element)
    if (hasTimeout(element)) set.isArbitrary = true
    if (set.kind === 'map') {
      use(
        table,
        jumpsOf([element]).map((name) => `chain ${name}`),
        1,
      )
    }
  }
}

/** What is gone after a while is there or not. */
function hasTimeout(element: ReadExpression): boolean {
  const key = Array.isArray(element) ? element[0] : element
  if (typeof key !== 'object' || key === null || !('elem' in key)) return false
  return key.elem.timeout !== undefined || key.elem.expires !== undefined
}
