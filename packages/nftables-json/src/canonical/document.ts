/** Canonical documents: what is added, by table and kind; what is commanded, in its order. */

import { canonicalObject } from './objects.ts'
import {
  compareText,
  isPlainList,
  isPlainObject,
  type Plain,
  type PlainObject,
  sorted,
  textOf,
  unwrap,
} from './plain.ts'

const commands: ReadonlySet<string> = new Set([
  ...['add', 'create', 'insert', 'replace', 'delete', 'destroy', 'rename', 'flush', 'list'],
  ...['reset', 'get'],
])

/** Objects of a table, tables first and rules last, as a document must add them. */
const kindOrder = [
  ...['table', 'counter', 'quota', 'limit', 'secmark', 'synproxy', 'ct helper', 'ct timeout'],
  ...['ct expectation', 'tunnel', 'flowtable', 'chain', 'set', 'map', 'element', 'rule'],
]

interface Added {
  readonly kind: string
  readonly object: PlainObject
}

/** The canonical items of a document: runs of additions sorted, other commands where they stood. */
export function canonicalItems(items: readonly Plain[]): readonly Plain[] {
  const result: Plain[] = []
  let run: Added[] = []
  const close = () => {
    result.push(...canonicalRun(run))
    run = []
  }
  for (const item of items) {
    const [key, value] = unwrap(item)
    if (key === 'metainfo') continue
    const [kind, object] = key === 'add' ? unwrap(value) : [key, value]
    const isObject = kind !== undefined && kindOrder.includes(kind) && isPlainObject(object)
    if (isObject && (key === 'add' || !commands.has(kind))) {
      run.push({ kind, object: canonicalObject(kind, object) })
    } else {
      close()
      result.push(canonicalCommand(item))
    }
  }
  close()
  return result
}

/** A command other than `add`. Its handle or index says which rule is meant, so it stays. */
function canonicalCommand(item: Plain): Plain {
  const [command, wrapper] = unwrap(item)
  const [kind, object] = unwrap(wrapper)
  if (command === undefined || kind === undefined || !isPlainObject(object)) return item
  if (!commands.has(command) || !kindOrder.includes(kind)) return item
  const { handle, index } = object
  return {
    [command]: {
      [kind]: sorted([
        ...Object.entries(canonicalObject(kind, object)),
        ['handle', handle],
        ['index', index],
      ]),
    },
  }
}

/**
 * Additions sorted by table, kind and name. Rules keep their order within their chain;
 * elements join the set they are added to, where the run declares it; what is added twice is there once.
 */
function canonicalRun(run: readonly Added[]): readonly Plain[] {
  const merged = withElements(run)
  const keyed = merged.map((added, index) => ({ added, index, key: sortKey(added) }))
  keyed.sort((a, b) => compareText(a.key, b.key) || a.index - b.index)
  const result: Plain[] = []
  let previous = ''
  for (const { added } of keyed) {
    const node = { [added.kind]: added.object }
    const text = textOf(node)
    if (added.kind === 'rule' || text !== previous) result.push(node)
    previous = text
  }
  return result
}

function sortKey({ kind, object }: Added): string {
  const isTable = kind === 'table'
  const table = [object['family'] ?? null, (isTable ? object['name'] : object['table']) ?? null]
  const rank = String(kindOrder.indexOf(kind)).padStart(2, '0')
  const name = kind === 'rule' ? object['chain'] : object['name']
  return textOf([...table, rank, name ?? null])
}

function withElements(run: readonly Added[]): readonly Added[] {
  const elements = run.filter(({ kind }) => kind === 'element')
  if (elements.length === 0) return run
  const taken = new Set<Added>()
  const merged = run.map((added): Added => {
    if (added.kind !== 'set' && added.kind !== 'map') return added
    const own = elements.filter(({ object }) => {
      return ['family', 'table', 'name'].every((key) => object[key] === added.object[key])
    })
    if (own.length === 0) return added
    for (const element of own) taken.add(element)
    const all = [
      added.object['elem'] ?? [],
      ...own.map(({ object }) => object['elem'] ?? []),
    ].flat()
    const object = canonicalObject(added.kind, { ...added.object, elem: all })
    return { kind: added.kind, object }
  })
  return merged.filter((added) => !taken.has(added))
}

/** The items of a document, or undefined for what is no document. */
export function itemsOf(document: Plain): readonly Plain[] | undefined {
  if (!isPlainObject(document)) return undefined
  const items = document['nftables']
  return isPlainList(items) ? items : undefined
}
