/** The strict writer: a text that the target release understands as it is meant, or the reasons why there is none. */
import { plainJson } from '../json/plain.ts'
import { stringify } from '../json/stringify.ts'
import type { NftVersion } from '../keywords/since.ts'
import type { WriteDocument } from '../types/document.ts'
import type { JsonValue } from '../types/json.ts'
import { checkDocument } from './check-shape.ts'
import { type WriteError, writeErrorsMax } from './error.ts'
import { findHazards } from './hazards.ts'
import { checkTarget } from './versions.ts'

export interface WriteOptions {
  /** The oldest release that will load the document. */
  readonly target: NftVersion
  /** Spaces a level; 0 prints one line. The default is 2. */
  readonly indent?: number
}

export type WriteResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly errors: readonly WriteError[] }

/**
 * Writes a document for `target`. What that release would refuse, silently ignore or misread is an error with a place
 * and a reason; nothing is ever left out. Equal documents give equal text.
 */
export function write(document: WriteDocument, options: WriteOptions): WriteResult {
  const errors = check(document, options.target)
  if (errors.length > 0) return { ok: false, errors: limited(errors) }
  return { ok: true, text: `${stringify(document, { indent: options.indent ?? 2 })}\n` }
}

/** The errors that `write` would report; for documents from elsewhere, of any type. */
export function check(document: unknown, target: NftVersion): readonly WriteError[] {
  const plain = plainJson(document)
  if (!plain.ok) return [{ code: 'shape', pointer: plain.pointer, reason: plain.message }]
  return checkJson(plain.value, target)
}

function checkJson(json: JsonValue, target: NftVersion): readonly WriteError[] {
  const hazards = findHazards(json).slice(0, comparedMax)
  const shape = checkDocument(json)
    .slice(0, comparedMax)
    .filter((error) => !isExplained(error, hazards))
  return [...hazards, ...shape, ...checkTarget(json, target)]
}

/** Each shape error is compared with each hazard, so both are limited before that. */
const comparedMax = 1000

/** A hazard at the same place, within it or around it says more than that the shape is wrong. */
function isExplained(error: WriteError, hazards: readonly WriteError[]): boolean {
  return hazards.some(({ pointer }) => {
    return isWithin(error.pointer, pointer) || isWithin(pointer, error.pointer)
  })
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}

function limited(errors: readonly WriteError[]): readonly WriteError[] {
  const shown = errors.slice(0, writeErrorsMax)
  const hidden = errors.length - shown.length
  if (hidden === 0) return shown
  return [...shown, { code: 'more', pointer: '', reason: `${hidden} more` }]
}
