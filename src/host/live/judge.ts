import type { MachineSourcesReading } from '../../backends/sources/index.ts'
import { readMachine } from '../../backends/sources/index.ts'
import type { HeldSet, Machine } from '../../ruleset/index.ts'
import type { GatewayFacts, Verification } from '../../verifier/index.ts'
import { verify } from '../../verifier/index.ts'
import type { LiveText } from './read-live.ts'

/** What is in force, judged; or why it could not even be read. */
export type Judgement =
  | { readonly kind: 'judged'; readonly verification: Verification }
  | { readonly kind: 'unreadable'; readonly why: readonly string[] }

/**
 * Reads what is in force, and what stands beside it (a torrc), as one machine. A set of client-facing addresses is what it
 * holds. Only where it is still empty, since no client has come yet, is it read as the set that a loader will fill.
 */
export const readLiveMachine = (
  texts: readonly LiveText[],
  { clients: { gatewayAddress } }: Pick<GatewayFacts, 'clients'>,
): MachineSourcesReading => {
  const asItIs = readMachine(texts, { asFilled: false })
  const { value } = asItIs
  if (gatewayAddress.kind === 'known' || !value) return asItIs
  const isWaiting = setsOf(value.machine, gatewayAddress.set).every(isEmpty)
  return isWaiting ? readMachine(texts, { asFilled: true }) : asItIs
}

const setsOf = ({ tables }: Machine, wanted: string | null): readonly HeldSet[] =>
  tables.flatMap(({ sets }) => sets.filter(({ name }) => name === wanted))

const isEmpty = ({ members, contents }: HeldSet): boolean => {
  if (contents !== 'fixed') return false
  switch (members.kind) {
    case 'numbers':
      return members.set.length === 0
    case 'names':
      return members.patterns.length === 0
    case 'tuples':
      return members.tuples.length === 0
  }
}

/** Asks every guarantee of what is in force, whatever connections the kernel knows already. */
export const judgeLive = (texts: readonly LiveText[], facts: GatewayFacts): Judgement => {
  const { value, diagnostics } = readLiveMachine(texts, facts)
  if (!value) {
    const why = diagnostics.filter(({ severity }) => severity === 'error')
    return { kind: 'unreadable', why: why.map(({ message }) => message) }
  }
  const shown = { torrc: value.torrc, settings: value.sysctls }
  return { kind: 'judged', verification: verify(value.machine, facts, { shown }) }
}
