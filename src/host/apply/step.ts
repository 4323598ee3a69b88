import type { Diagnostic } from '../../diagnostics/index.ts'

/** Names of steps, in their order. */
export type StepName =
  | 'lock'
  | 'digest'
  | 'prove'
  | 'check'
  | 'lockdown'
  | 'settings'
  | 'load'
  | 'read-back'
  | 'base-chains'
  | 'cut-flows'
  | 'report'

/** One step of the way: what it is given, what it finds out. */
export interface Step<Input, Output> {
  readonly name: StepName
  /** What it does, as a sentence without subject. */
  readonly summary: string
  readonly run: (input: Input) => Promise<StepResult<Output>>
}

export type StepResult<Output> =
  | {
      readonly kind: 'done'
      readonly value: Output
      /** What is worth telling, one sentence each. */
      readonly notes: readonly string[]
    }
  | StepFailure

export interface StepFailure {
  readonly kind: 'failed'
  /** What the failure is: something wrong with what was to be loaded, a question without an answer, or the machine. */
  readonly cause: 'finding' | 'undecided' | 'machine'
  /** One sentence each. */
  readonly why: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

export const done = <Output>(value: Output, ...notes: readonly string[]): StepResult<Output> => ({
  kind: 'done',
  value,
  notes,
})

export const failed = (
  cause: StepFailure['cause'],
  why: readonly string[],
  diagnostics: readonly Diagnostic[] = [],
): StepFailure => ({ kind: 'failed', cause, why, diagnostics })
