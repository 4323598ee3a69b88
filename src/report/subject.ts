import type { Diagnostic, Sources } from '../diagnostics/index.ts'
import type { Machine, Place } from '../ruleset/index.ts'
import type { GatewayFacts, LintReport, Survey, Verification } from '../verifier/index.ts'

/** All that a page tells of: a verification with its surroundings, as values. */
export interface ReportSubject {
  /** What made the page. */
  readonly tool: { readonly name: string; readonly version: string }
  readonly facts: GatewayFacts
  /** The policy that the facts come from; null: from options. */
  readonly policy: { readonly name: string; readonly text: string } | null
  /** What was judged, by the names that people know. */
  readonly sources: readonly SourceFile[]
  /** What the readers found. */
  readonly diagnostics: readonly Diagnostic[]
  /** Null: nothing could be asked, for the files would not load. */
  readonly asked: Asked | null
}

export interface Asked {
  readonly machine: Machine
  readonly verification: Verification
  /** Whether the weaker question was asked of what the stronger one does not prove. */
  readonly fromEmptyConntrack: boolean
  readonly survey: Survey
  readonly lint: LintReport
  /** The policy's part in a rule of ours; null for others' rules. */
  readonly originAt: (place: Place) => RuleOrigin | null
}

export interface RuleOrigin {
  /** `drop-udp: obedience.udp, line 31 of the policy`. */
  readonly text: string
  /** Counts from 1; null: a default that the policy does not state. */
  readonly line: number | null
}

export interface SourceFile {
  readonly name: string
  /** `nft`, `iptables`, `torrc`, ... */
  readonly kind: string
  readonly text: string
}

/** The texts by their names. */
export const sourcesOf = ({ sources }: Pick<ReportSubject, 'sources'>): Sources =>
  new Map(sources.map(({ name, text }) => [name, text]))
