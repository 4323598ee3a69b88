/** What the reader has to say about a document. */
export type ReadCode =
  | 'json-syntax'
  | 'json-limit'
  | 'json-duplicate-key'
  | 'not-json'
  | 'not-a-document'
  | 'opaque'
  | 'unknown-key'
  | 'more'

export interface ReadDiagnostic {
  /** `error`: there is no document. `warning`: there is one, and something in it was not understood. */
  readonly severity: 'error' | 'warning'
  readonly code: ReadCode
  /** JSON pointer (RFC 6901) into the document; for a syntax error, empty. */
  readonly pointer: string
  /** Lower case, no period. */
  readonly message: string
}

/** Diagnostics beyond this many are counted in one last `more`. */
export const readDiagnosticsMax = 200
