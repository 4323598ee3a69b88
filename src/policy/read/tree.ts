import type { Document } from 'yaml'
import { isMap, isScalar, isSeq } from 'yaml'
import type { Diagnostic, Span } from '../../diagnostics/index.ts'
import { visible } from '../../diagnostics/index.ts'
import type { Path } from '../path.ts'
import { pathPointer, pathText } from '../path.ts'
import type { Place, Places, SpanMaker } from './place.ts'

/** A document's plain values, and where each of them stands. */
export interface Tree {
  readonly data: unknown
  readonly places: Places
  /** Path text of each value to the line that states it. */
  readonly lines: Readonly<Record<string, number>>
  readonly diagnostics: readonly Diagnostic[]
}

type Content = Document.Parsed['contents']

/** A key as text. With `stringKeys` every key is a scalar of text; anything else was a fault of syntax. */
const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : '')

/**
 * The values of a document with their places. Recursion is bounded, since the survey has judged the depth.
 * The first of two equal keys counts; the second is told.
 */
export const readTree = (contents: Content, span: SpanMaker): Tree => {
  const places = new Map<string, Place>()
  const lines = new Map<string, number>()
  const diagnostics: Diagnostic[] = []

  const note = (path: Path, key: Span | undefined, value: Span): void => {
    places.set(pathPointer(path), { key, value })
    if (path.length > 0) lines.set(pathText(path), (key ?? value).start.line)
  }

  const readMapping = (items: readonly { key: unknown; value: unknown }[], path: Path): unknown => {
    const entries = new Map<string, unknown>()
    for (const { key, value } of items) {
      const name = keyText(key)
      const keySpan = span(...rangeOf(key))
      const inner = [...path, name]
      const first = places.get(pathPointer(inner))
      if (entries.has(name)) diagnostics.push(repeatedKey(inner, keySpan, first?.key))
      else entries.set(name, visit(value, inner, keySpan))
    }
    // fromEntries defines `__proto__` as a key like any other; an assignment would not.
    return Object.fromEntries(entries)
  }

  const visit = (node: unknown, path: Path, key: Span | undefined): unknown => {
    if (isMap(node)) {
      note(path, key, span(...rangeOf(node)))
      return readMapping(node.items, path)
    }
    if (isSeq(node)) {
      note(path, key, span(...rangeOf(node)))
      return node.items.map((item, index) => visit(item, [...path, index], undefined))
    }
    note(path, key, isScalar(node) ? span(...rangeOf(node)) : (key ?? span(0, 0)))
    return isScalar(node) ? node.value : null
  }

  const data = visit(contents, [], undefined)
  return { data, places, lines: Object.fromEntries(lines), diagnostics }
}

const rangeOf = (node: unknown): readonly [number, number] => {
  const range = isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined
  return range ? [range[0], range[1]] : [0, 0]
}

const repeatedKey = (path: Path, again: Span, first: Span | undefined): Diagnostic => ({
  code: 'yaml-duplicate-key',
  severity: 'error',
  message: visible(`\`${pathText(path)}\` is given twice`),
  help: 'keep one of them: readers of YAML disagree on which would hold',
  span: again,
  ...(first && { related: [{ message: 'the first is here', span: first }] }),
})
