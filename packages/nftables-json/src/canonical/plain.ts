/** Any input as a finite tree of plain JSON: what follows can recurse without fear. */

export type Plain = null | boolean | number | string | readonly Plain[] | PlainObject
export type PlainObject = { readonly [key: string]: Plain }

/** Deeper nodes are cut; nothing that nft prints comes near. */
export const maximumDepth = 200
/** More nodes are cut: a document whose parts share structure can be larger than memory when spelled out. */
export const maximumNodes = 5_000_000

/** The key of what stands in the place of something that was cut or is no JSON. */
export const cutKey = '\u0000cut'

/**
 * Copies with keys sorted and integers unified: a bigint within the safe range becomes a number,
 * a greater one the "0x..." string that nft prints for such values.
 */
export function toPlain(input: unknown): Plain {
  const budget = { nodes: maximumNodes }
  return copy(input, 0, budget)
}

function copy(input: unknown, depth: number, budget: { nodes: number }): Plain {
  budget.nodes -= 1
  if (depth > maximumDepth || budget.nodes < 0) return { [cutKey]: 'too much' }
  switch (typeof input) {
    case 'string':
    case 'boolean':
      return input
    case 'number':
      return Number.isFinite(input) ? input : { [cutKey]: String(input) }
    case 'bigint':
      return fromBigInt(input)
    case 'object':
      return input === null ? null : copyObject(input, depth, budget)
    default:
      return { [cutKey]: typeof input }
  }
}

function copyObject(input: object, depth: number, budget: { nodes: number }): Plain {
  if (Array.isArray(input)) {
    return Array.from(input, (item: unknown) => copy(item, depth + 1, budget))
  }
  const entries = Object.entries(input).filter(([, value]) => value !== undefined)
  return sorted(entries.map(([key, value]) => [key, copy(value, depth + 1, budget)] as const))
}

/** An object of the entries in the order of their keys. A later entry of a key replaces an earlier one; undefined removes it. */
export function sorted(entries: Iterable<readonly [string, Plain | undefined]>): PlainObject {
  const kept = new Map<string, Plain>()
  for (const [key, value] of entries) {
    if (value === undefined) kept.delete(key)
    else kept.set(key, value)
  }
  return Object.fromEntries([...kept].sort(([a], [b]) => compareText(a, b)))
}

/** An integer as canonical JSON. */
export function fromBigInt(value: bigint): number | string {
  const safe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
  if (safe) return Number(value)
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`
}

/** Order by UTF-16 code units: the same everywhere, unlike the order of a locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** The text of a canonical node; its objects have their keys sorted already. */
export function textOf(node: Plain): string {
  return JSON.stringify(node)
}

/** Nodes in a fixed order, each once. */
export function sortedUnique(nodes: readonly Plain[]): readonly Plain[] {
  const byText = new Map(nodes.map((node) => [textOf(node), node] as const))
  return [...byText.entries()].sort(([a], [b]) => compareText(a, b)).map(([, node]) => node)
}

export function isPlainObject(node: Plain | undefined): node is PlainObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

export function isPlainList(node: Plain | undefined): node is readonly Plain[] {
  return Array.isArray(node)
}

/** The key and the body of a single-key object. */
export function unwrap(node: Plain | undefined): readonly [string, Plain] | readonly [] {
  if (!isPlainObject(node)) return []
  const entries = Object.entries(node)
  const [entry] = entries
  return entries.length === 1 && entry !== undefined ? entry : []
}
