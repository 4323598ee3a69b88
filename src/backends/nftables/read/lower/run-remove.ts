/** What is deleted, destroyed and flushed. Deleting what is not there fails the load, destroying it does not. */
import type { ReadExpression, ReadSelection, ReadTarget, Subject } from 'nftables-json'
import { selectionEntry } from 'nftables-json'
import { elementKey } from './element-key.ts'
import { type KernelChain, type KernelSet, type KernelTable, tableKey, use } from './held.ts'
import { jumpsOf, usesOf } from './rule-facts.ts'
import type { Running } from './run-add.ts'

export function removeSelection(
  running: Running,
  selection: ReadSelection,
  must: boolean,
  node: object,
): void {
  const [subject, body] = selectionEntry(selection)
  if (subject === 'opaque' || body === null || 'json' in body) {
    running.report.error('nft-load-unknown', 'a deletion that was not understood', node)
    return
  }
  if (subject === 'table') {
    removeTable(running, body, node, must)
    return
  }
  const table = running.kernel.tables.get(tableKey(body.family ?? 'ip', body.table ?? ''))
  const fault = table === undefined ? 'its table is not there' : removeFrom(table, subject, body)
  if (fault === undefined) return
  if (fault.startsWith('busy')) {
    const what = `${subject} \`${body.name ?? ''}\` is still in use`
    running.report.error('nft-load-busy', what, node)
  } else if (must) {
    const named = body.name ?? body.chain ?? body.handle ?? ''
    running.report.error('nft-load-missing', `${subject} \`${named}\`: ${fault}`, node)
  }
}

function removeTable(running: Running, body: ReadTarget, node: object, must: boolean): void {
  const { tables } = running.kernel
  const family = body.family ?? 'ip'
  const byName = body.name === undefined ? undefined : tables.get(tableKey(family, body.name))
  const byHandle = [...tables.values()].find(
    (each) => body.handle !== undefined && each.body.handle === body.handle,
  )
  const table = byName ?? (body.name === undefined ? byHandle : undefined)
  if (table !== undefined) tables.delete(tableKey(table.family, table.name))
  else if (must) {
    const named = body.name ?? body.handle ?? ''
    running.report.error('nft-load-missing', `table \`${named}\`: it is not there`, node)
  }
}

const absent = 'it is not there'

/** Why it cannot be deleted; undefined where it is gone now. */
function removeFrom(table: KernelTable, subject: Subject, body: ReadTarget): string | undefined {
  switch (subject) {
    case 'chain':
      return removeChain(table, body)
    case 'rule':
      return removeRule(table, body)
    case 'set':
    case 'map':
    case 'meter':
      return removeSet(table, body)
    case 'element':
      return removeElements(table, body)
    case 'flowtable': {
      const name = body.name ?? ''
      if ((table.uses.get(`flowtable ${name}`) ?? 0) > 0) return 'busy'
      return table.flowtables.delete(name) ? undefined : absent
    }
    default:
      return table.objects.delete(`${subject} ${body.name ?? ''}`) ? undefined : absent
  }
}

const byHandle = <T extends { readonly body: { readonly handle?: number | bigint } }>(
  all: Iterable<T>,
  handle: ReadTarget['handle'],
): T | undefined => {
  if (handle === undefined) return undefined
  for (const each of all) if (each.body.handle === handle) return each
  return undefined
}

/** A chain goes with its rules, unless something leads to it. */
function removeChain(table: KernelTable, body: ReadTarget): string | undefined {
  const chain: KernelChain | undefined =
    body.name === undefined
      ? byHandle(table.chains.values(), body.handle)
      : table.chains.get(body.name)
  if (chain === undefined) return absent
  clearChain(table, chain)
  if ((table.uses.get(`chain ${chain.name}`) ?? 0) > 0) return 'busy'
  table.chains.delete(chain.name)
  return undefined
}

function clearChain(table: KernelTable, chain: KernelChain): void {
  for (const { facts } of chain.rules.all()) use(table, usesOf(facts), -1)
  chain.rules.clear()
}

function removeRule(table: KernelTable, body: ReadTarget): string | undefined {
  const chain = table.chains.get(body.chain ?? '')
  const index = body.handle === undefined ? -1 : (chain?.rules.indexOfHandle(body.handle) ?? -1)
  const rule = chain?.rules.all()[index]
  if (chain === undefined || rule === undefined) return 'no rule has that handle'
  use(table, usesOf(rule.facts), -1)
  chain.rules.remove(index)
  return undefined
}

function removeSet(table: KernelTable, body: ReadTarget): string | undefined {
  const set: KernelSet | undefined =
    body.name === undefined ? byHandle(table.sets.values(), body.handle) : table.sets.get(body.name)
  if (set === undefined) return absent
  if ((table.uses.get(`set ${set.body.name}`) ?? 0) > 0) return 'busy'
  clearSet(table, set)
  table.sets.delete(set.body.name)
  return undefined
}

function clearSet(table: KernelTable, set: KernelSet): void {
  if (set.kind === 'map') {
    for (const element of set.elements.values()) forgetJumps(table, element)
  }
  set.elements.clear()
}

function forgetJumps(table: KernelTable, element: ReadExpression): void {
  use(
    table,
    jumpsOf([element]).map((name) => `chain ${name}`),
    -1,
  )
}

function removeElements(table: KernelTable, body: ReadTarget): string | undefined {
  const set = table.sets.get(body.name ?? '')
  if (set === undefined) return absent
  const given = body.elem === undefined ? [] : Array.isArray(body.elem) ? body.elem : [body.elem]
  for (const element of given as readonly ReadExpression[]) {
    const key = elementKey(element, set.kind)
    const held = set.elements.get(key)
    if (held === undefined) return 'an element is not there'
    if (set.kind === 'map') forgetJumps(table, held)
    set.elements.delete(key)
  }
  return undefined
}

export function flushSelection(running: Running, selection: ReadSelection, node: object): void {
  const [subject, body] = selectionEntry(selection)
  const { tables } = running.kernel
  if (subject === 'opaque' || (body !== null && 'json' in body)) {
    running.report.error('nft-load-unknown', 'a flush that was not understood', node)
    return
  }
  if (subject === 'ruleset') {
    for (const [key, { family }] of [...tables]) {
      if (body?.family === undefined || body.family === family) tables.delete(key)
    }
    return
  }
  const name = subject === 'table' ? body?.name : body?.table
  const table = tables.get(tableKey(body?.family ?? 'ip', name ?? ''))
  const fault = table === undefined ? 'its table is not there' : flushIn(table, subject, body?.name)
  if (fault !== undefined) {
    running.report.error('nft-load-missing', `${subject} \`${body?.name ?? ''}\`: ${fault}`, node)
  }
}

function flushIn(table: KernelTable, subject: Subject, name = ''): string | undefined {
  if (subject === 'table') {
    for (const chain of table.chains.values()) clearChain(table, chain)
    return undefined
  }
  if (subject === 'chain') {
    const chain = table.chains.get(name)
    if (chain !== undefined) clearChain(table, chain)
    return chain === undefined ? absent : undefined
  }
  const set = table.sets.get(name)
  if (set !== undefined) clearSet(table, set)
  return set === undefined ? absent : undefined
}
