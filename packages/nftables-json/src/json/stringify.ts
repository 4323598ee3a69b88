/** JSON text of documents: deterministic, keys in the order they have, bigints as digits, opaque nodes as they were. */
import type { ReadDocument } from '../types/read-document.ts'

export interface StringifyOptions {
  /** Spaces a level; 0 prints one line. */
  readonly indent?: number
}

/**
 * The text of a document that was read or made.
 * `parse(stringify(read(text).document))` equals `parse(text)`, integers of any size included.
 */
export function stringify(document: ReadDocument, options: StringifyOptions = {}): string {
  return print(document, ' '.repeat(options.indent ?? 2), '')
}

function print(value: unknown, step: string, margin: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number')
    return JSON.stringify(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) {
    const items = value.map((item) => print(item, step, margin + step))
    return bracketed('[', items, ']', step, margin)
  }
  if (typeof value !== 'object') throw new TypeError('a document holds JSON values only')
  const original = opaqueJson(value)
  if (original !== undefined) return printRaw(original.json, step, margin)
  return printObject(value, step, margin, print)
}

/** As `print`, but what looks like an opaque node inside opaque JSON is JSON. */
function printRaw(value: unknown, step: string, margin: string): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => printRaw(item, step, margin + step))
    return bracketed('[', items, ']', step, margin)
  }
  if (typeof value === 'object' && value !== null) return printObject(value, step, margin, printRaw)
  return print(value, step, margin)
}

function printObject(value: object, step: string, margin: string, member: typeof print): string {
  const colon = step === '' ? ':' : ': '
  const items = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => JSON.stringify(key) + colon + member(item, step, margin + step))
  return bracketed('{', items, '}', step, margin)
}

function bracketed(
  open: string,
  items: readonly string[],
  close: string,
  step: string,
  margin: string,
): string {
  if (items.length === 0) return open + close
  if (step === '') return open + items.join(',') + close
  const inner = items.map((item) => `\n${margin}${step}${item}`).join(',')
  return `${open}${inner}\n${margin}${close}`
}

function opaqueJson(value: object): { readonly json: unknown } | undefined {
  if (!('opaque' in value) || !Object.hasOwn(value, 'opaque')) return undefined
  const body = value.opaque
  if (typeof body !== 'object' || body === null || !('json' in body)) return undefined
  return { json: body.json }
}
