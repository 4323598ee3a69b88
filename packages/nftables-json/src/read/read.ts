/** The lenient reader: whatever nft prints, and whatever else comes, without ever throwing. */
import { parseJson } from '../json/parse.ts'
import { plainJson } from '../json/plain.ts'
import type { JsonValue } from '../types/json.ts'
import type { ReadDocument } from '../types/read-document.ts'
import { type ReadDiagnostic, readDiagnosticsMax } from './diagnostic.ts'
import { fitDocument } from './fit.ts'

export interface ReadResult {
  /** Missing where the input is no JSON, or no object with an array `nftables`. */
  readonly document: ReadDocument | undefined
  readonly diagnostics: readonly ReadDiagnostic[]
}

/**
 * Reads a document: a JSON text, or a value that was parsed already (then integers beyond 2^53 were rounded before).
 * What is not understood stays in it: unknown keys of objects as they are, unknown nodes as `{ opaque }`,
 * each with a warning. A judge of the document must treat both as able to do anything.
 */
export function read(input: unknown): ReadResult {
  if (typeof input === 'string') {
    const parsed = parseJson(input)
    if (parsed.ok) return readJson(parsed.value)
    return failure(parsed.code, '', `${parsed.message} (offset ${parsed.offset})`)
  }
  const plain = plainJson(input)
  if (plain.ok) return readJson(plain.value)
  return failure('not-json', plain.pointer, plain.message)
}

function readJson(json: JsonValue): ReadResult {
  const { document, diagnostics } = fitDocument(json)
  if (document === undefined)
    return failure('not-a-document', '', 'an object with an array `nftables` is needed')
  const shown = diagnostics.slice(0, readDiagnosticsMax)
  const hidden = diagnostics.length - shown.length
  if (hidden === 0) return { document, diagnostics: shown }
  const more: ReadDiagnostic = {
    severity: 'warning',
    code: 'more',
    pointer: '',
    message: `${hidden} more`,
  }
  return { document, diagnostics: [...shown, more] }
}

function failure(code: ReadDiagnostic['code'], pointer: string, message: string): ReadResult {
  return { document: undefined, diagnostics: [{ severity: 'error', code, pointer, message }] }
}
