import type { Diagnostic, Sources } from '../../diagnostics/index.ts'
import type { Machine } from '../../ruleset/index.ts'
import type { Verification } from '../../verifier/index.ts'

/** One text of those that make the machine, as the report names it. */
export interface SourceRecord {
  readonly name: string
  /** What its content showed it to be: `nft`, `nft-json`, `iptables`, ... */
  readonly kind: string
}

/** All that is to be told of a verification. */
export interface Answer {
  /** Null: nothing could be asked, for the files would not load. */
  readonly asked: { readonly machine: Machine; readonly verification: Verification } | null
  readonly records: readonly SourceRecord[]
  readonly sources: Sources
  /** What the readers found. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What does not load protects nobody: a kernel without these rules lets everything through. */
export const verdictOf = ({ asked }: Answer): Verification['verdict'] =>
  asked === null ? 'refuted' : asked.verification.verdict
