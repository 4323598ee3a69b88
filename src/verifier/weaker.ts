import type { Machine } from '../ruleset/index.ts'
import type { Decision } from './decide.ts'
import type { Limited } from './diagram/index.ts'
import { withinLimits } from './diagram/index.ts'
import type { EmptyEvidence } from './from-empty.ts'
import { decideFromEmpty, emptyAssumptions, fromEmpty } from './from-empty.ts'
import type { Evidence } from './guarantees/evidence.ts'
import type { Guarantee } from './guarantees/guarantee.ts'
import { opaqueNodes } from './opaque.ts'
import type { Counterexample, GuaranteeResult } from './result.ts'
import { isOlder, valuesIn } from './witness/scenario.ts'
import { tellStory } from './witness/story.ts'
import { tell } from './witness/tell.ts'

/** Of one family and one order: what it was judged by, and what came of it. */
export interface Answer {
  readonly evidence: Evidence
  readonly decision: Decision
  readonly notAsked: string | null
  readonly doubt: string | null
  readonly assumed: readonly string[]
  /** When the machine was as it is here, for people; null: it is the one that was shown. */
  readonly when: string | null
}

/** What becomes of the packet, and when. */
export const toldWhen = (when: string | null, told: Counterexample): Counterexample =>
  when === null ? told : { ...told, fate: `${when}, ${told.fate}` }

export interface Answered {
  readonly answers: readonly Answer[]
  /** A sentence: some family's question is beyond the limits; null where none is. */
  readonly beyond: string | null
}

export const beyondLimit = ({
  allowed,
  limit,
}: Extract<Limited<never>, { kind: 'limit' }>): string =>
  `the proof needs more than ${allowed} ${limit}`

/** What came of the weaker question, of one family and one order. */
type Found =
  | { readonly kind: 'none'; readonly doubt: string | null }
  | { readonly kind: 'refuted'; readonly counterexamples: readonly Counterexample[] }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'open'; readonly why: string }

const unseen =
  'connections that the rules may let begin break it, but no packets were found that do so one after the other'

/**
 * The weaker question, of connections that begin after the rules are loaded. It is asked of what the stronger one does
 * not prove; what the entries may be is worked out once for each family and order, and only here.
 */
export const weakerQuestion = (
  machine: Machine,
): ((guarantee: Guarantee, answered: Answered, result: GuaranteeResult) => GuaranteeResult) => {
  const known = new Map<Evidence, EmptyEvidence>()
  const emptyOf = (evidence: Evidence): EmptyEvidence => {
    const empty = known.get(evidence) ?? fromEmpty(evidence)
    known.set(evidence, empty)
    return empty
  }
  return (guarantee, { answers, beyond }, result) => {
    const isOpen = result.verdict === 'refuted' || result.verdict === 'undecided'
    if (!isOpen || guarantee.kind === 'promises') return result
    const limited = withinLimits(() =>
      answers.map((answer) => saidWhen(answer, ask(guarantee, answer, emptyOf))),
    )
    const base = {
      id: result.id,
      strength: 'empty-conntrack',
      assumptions: [...new Set([...result.assumptions, ...emptyAssumptions])],
      counterexamples: [],
      opaque: [],
      why: null,
    } as const
    if (limited.kind === 'limit')
      return { ...base, verdict: 'undecided', why: beyondLimit(limited) }
    const found = limited.value
    const shown = differing(
      found.flatMap((each) => (each.kind === 'refuted' ? each.counterexamples : [])),
    )
    if (shown.length > 0) return { ...base, verdict: 'refuted', counterexamples: shown }
    if (beyond !== null) return { ...base, verdict: 'undecided', why: beyond }
    if (found.some(({ kind }) => kind === 'opaque'))
      return {
        ...base,
        verdict: 'undecided',
        opaque: opaqueNodes(machine),
        why: 'it hangs on what is not understood',
      }
    const open = found.flatMap((each) => (each.kind === 'open' ? [each.why] : []))
    const doubts = found.flatMap((each) => (each.kind === 'none' ? (each.doubt ?? []) : []))
    const why = open[0] ?? doubts[0]
    return why === undefined
      ? { ...base, verdict: 'proved' }
      : { ...base, verdict: 'undecided', why }
  }
}

const saidWhen = ({ when }: Answer, found: Found): Found =>
  found.kind === 'refuted'
    ? { ...found, counterexamples: found.counterexamples.map((each) => toldWhen(when, each)) }
    : found

/** Two stories that are told alike are one. */
const differing = (all: readonly Counterexample[]): readonly Counterexample[] => {
  const key = ({ packet, opening, fate }: Counterexample): string =>
    JSON.stringify([packet, opening, fate])
  return [...new Map(all.map((each) => [key(each), each])).values()]
}

const ask = (
  guarantee: Guarantee,
  { evidence, decision, notAsked, doubt }: Answer,
  emptyOf: (evidence: Evidence) => EmptyEvidence,
): Found => {
  const isSettled = decision.kind === 'none' && doubt === null
  if (isSettled || notAsked !== null) return { kind: 'none', doubt: null }
  // Of ARP there are no connections: the weaker question is the same.
  if (evidence.space.family === 'arp') return asItIs(evidence, decision, doubt)
  const empty = emptyOf(evidence)
  if (empty.kind === 'unfollowed') return withoutEntries(evidence, decision, empty.why)
  const weaker = decideFromEmpty(guarantee, evidence, empty)
  if (weaker.kind === 'none')
    return { kind: 'none', doubt: guarantee.doubt?.(empty.evidence) ?? null }
  if (weaker.kind === 'opaque') return weaker
  const counterexamples = weaker.witnesses.flatMap(
    (witness) => tellStory(empty.evidence, empty.established, witness) ?? [],
  )
  return counterexamples.length > 0
    ? { kind: 'refuted', counterexamples }
    : { kind: 'open', why: unseen }
}

const asItIs = (evidence: Evidence, decision: Decision, doubt: string | null): Found => {
  if (decision.kind === 'none') return { kind: 'none', doubt }
  if (decision.kind === 'opaque') return decision
  return {
    kind: 'refuted',
    counterexamples: decision.witnesses.map((witness) => tell(evidence, witness)),
  }
}

/** Which entries there may be is not known: only packets that need none refute. */
const withoutEntries = (evidence: Evidence, decision: Decision, why: string): Found => {
  const witnesses = decision.kind === 'refuted' ? decision.witnesses : []
  const counterexamples = witnesses
    .filter(({ assignment }) => !isOlder(valuesIn(evidence.space, assignment)))
    .map((witness) => tell(evidence, witness))
  return counterexamples.length > 0 ? { kind: 'refuted', counterexamples } : { kind: 'open', why }
}
