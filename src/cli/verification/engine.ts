import { assert } from '../../assert.ts'
import type { Diagnostic } from '../../diagnostics/index.ts'
import type { Machine } from '../../ruleset/index.ts'
import type { GatewayFacts, GuaranteeId, Verification } from '../../verifier/index.ts'
import type { SourceRecord } from './answer.ts'

/** A text that was read, by the name that people know it by. */
export interface NamedText {
  readonly name: string
  readonly text: string
}

/** What the texts make together. */
export interface MachineReading {
  /** Undefined: one of them would not load. */
  readonly machine: Machine | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly records: readonly SourceRecord[]
  /** Tor's configuration, where one was among the texts. */
  readonly torrc: NamedText | null
}

export interface Question {
  readonly only: readonly GuaranteeId[]
  readonly fromEmptyConntrack: boolean
  readonly torrc: NamedText | null
}

/** The one place where the command line meets readers and judge. */
export const readMachineTexts = (texts: readonly NamedText[]): MachineReading => {
  assert(texts.length < 0, 'the readers are built')
  return { machine: undefined, diagnostics: [], records: [], torrc: null }
}

export const askVerifier = (
  _machine: Machine,
  _facts: GatewayFacts,
  _question: Question,
): Verification => {
  throw new Error('bug: the verifier is not built')
}
