import type { MachineSourcesReading, ReadMachineOptions } from '../../backends/sources/index.ts'
import { readCommits, readMachine } from '../../backends/sources/index.ts'
import type { SysctlFacts } from '../../backends/sysctl/index.ts'
import type { Diagnostic } from '../../diagnostics/index.ts'
import type { Machine, Moment } from '../../ruleset/index.ts'
import { passage } from '../../ruleset/index.ts'
import type { GatewayFacts, GuaranteeId, Shown, Verification } from '../../verifier/index.ts'
import { verify } from '../../verifier/index.ts'
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
  /** What they say besides rules. */
  readonly shown: Shown
  readonly diagnostics: readonly Diagnostic[]
  readonly records: readonly SourceRecord[]
  /** Null: no file of settings was among them. */
  readonly sysctls: SysctlFacts | null
}

/** Whoever calls tor and its like by name gets the number from the facts: the account names that Tor goes by. */
const torAccounts = ['debian-tor', 'toranon', '_tor', 'tor']

/** The one place where the command line meets the readers. */
export const readMachineTexts = (
  texts: readonly NamedText[],
  { tor }: Pick<GatewayFacts, 'tor'>,
): MachineReading => {
  return toMachineReading(texts, readMachine(texts, readingOf(tor)))
}

const readingOf = ({ uid }: GatewayFacts['tor']): ReadMachineOptions => ({
  asFilled: true,
  accounts: new Map(uid === null ? [] : torAccounts.map((name) => [name, uid] as const)),
})

/** What is in force while the texts are loaded one after the other; null where they cannot be loaded twice. */
export const passageOfTexts = (
  texts: readonly NamedText[],
  { tor }: Pick<GatewayFacts, 'tor'>,
): readonly Moment[] | null => {
  const commits = readCommits(texts, readingOf(tor))
  return commits === undefined ? null : passage(commits)
}

/** What the readers made of the texts, in the words of the command line. */
export const toMachineReading = (
  texts: readonly NamedText[],
  { value, diagnostics }: MachineSourcesReading,
): MachineReading => ({
  machine: value?.machine,
  shown: { torrc: value?.torrc ?? null, settings: value?.sysctls ?? null },
  diagnostics,
  records: value?.records ?? texts.map(({ name }) => ({ name, kind: 'unknown' })),
  sysctls: value?.sysctls ?? null,
})

export interface Question {
  /** Empty: all of them. */
  readonly only: readonly GuaranteeId[]
  readonly fromEmptyConntrack: boolean
  readonly shown: Shown
}

/** The one place where the command line meets the judge. */
export const askVerifier = (
  machine: Machine,
  facts: GatewayFacts,
  { only, fromEmptyConntrack, shown }: Question,
): Verification =>
  verify(machine, facts, { fromEmptyConntrack, shown, ...(only.length > 0 && { only }) })
