/** JavaScript values as JSON, for callers that have parsed a text already. */
import type { JsonValue } from '../types/json.ts'
import { jsonLimits } from './limits.ts'

/** Why a value is not JSON, and where (JSON pointer, RFC 6901). */
export interface NotJson {
  readonly pointer: string
  readonly message: string
}

export type PlainResult =
  | { readonly ok: true; readonly value: JsonValue }
  | ({ readonly ok: false } & NotJson)

/** Copies a value if it is JSON all through (bigints are integers); never throws, on cycles or getters either. */
export function plainJson(value: unknown): PlainResult {
  try {
    return copy(value, '', 0, { left: jsonLimits.values })
  } catch {
    return { ok: false, pointer: '', message: 'the value cannot be read' }
  }
}

/** How many values may still be copied. */
interface Budget {
  left: number
}

function copy(value: unknown, pointer: string, depth: number, budget: Budget): PlainResult {
  budget.left -= 1
  if (budget.left < 0) return { ok: false, pointer, message: 'too many values' }
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return { ok: true, value }
  if (typeof value === 'bigint') return { ok: true, value: normalInteger(value) }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return { ok: false, pointer, message: 'not a JSON number' }
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      return { ok: true, value: BigInt(value) }
    return { ok: true, value: value === 0 ? 0 : value }
  }
  if (typeof value !== 'object') return { ok: false, pointer, message: 'not a JSON value' }
  if (depth >= jsonLimits.depth) return { ok: false, pointer, message: 'nested too deep' }
  return Array.isArray(value)
    ? copyArray(value, pointer, depth, budget)
    : copyObject(value, pointer, depth, budget)
}

function copyArray(
  value: readonly unknown[],
  pointer: string,
  depth: number,
  budget: Budget,
): PlainResult {
  const items: JsonValue[] = []
  for (let index = 0; index < value.length; index += 1) {
    const item = copy(value[index], `${pointer}/${index}`, depth + 1, budget)
    if (!item.ok) return item
    items.push(item.value)
  }
  return { ok: true, value: items }
}

function copyObject(value: object, pointer: string, depth: number, budget: Budget): PlainResult {
  const entries: [string, JsonValue][] = []
  for (const [key, member] of Object.entries(value)) {
    const item = copy(member, `${pointer}/${escapePointer(key)}`, depth + 1, budget)
    if (!item.ok) return item
    entries.push([key, item.value])
  }
  return { ok: true, value: Object.fromEntries(entries) }
}

/** A bigint only where a number is not exact. */
function normalInteger(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** A key as a step of a JSON pointer. */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
