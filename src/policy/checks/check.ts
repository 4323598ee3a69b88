import type { DiagnosticCode, Severity } from '../../diagnostics/index.ts'
import type { Path } from '../path.ts'
import type { Subject } from '../subject.ts'

/** What a check found, and where. */
export interface Fault {
  readonly path: Path
  /** Whether the key is at fault or, as mostly, its value. */
  readonly part?: 'key' | 'value'
  readonly message: string
  readonly help?: string
  readonly related?: readonly { readonly message: string; readonly path: Path }[]
}

/** One question asked of every policy. `find` is pure, and never throws on a document that the schema admits. */
export interface Check {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly find: (subject: Subject) => readonly Fault[]
}
