import type { Judgement } from '../../netfilter/index.ts'
import type { Place } from '../../ruleset/index.ts'
import { fateText, generatedText } from './fate.ts'

/** One packet's story, as it is told. */
export interface Explanation {
  readonly packet: string
  readonly trace: readonly {
    readonly where: string
    readonly text: string
    readonly place: Place | null
  }[]
  readonly outcomes: readonly { readonly kind: string; readonly text: string }[]
  /** What the kernel sends because of it, and what becomes of that. */
  readonly answers: readonly { readonly text: string; readonly outcomes: readonly string[] }[]
  /** Sentences: what was made up or taken for granted. */
  readonly assumptions: readonly string[]
}

export const explanationOf = (
  packet: string,
  { trace, outcomes, generated }: Judgement,
  assumptions: readonly string[],
): Explanation => ({
  packet,
  trace: trace.map(({ hook, where, text, place }) => ({
    where: where === '' ? hook : where,
    text,
    place,
  })),
  outcomes: outcomes.map((fate) => ({ kind: fate.kind, text: fateText(fate) })),
  answers: generated.map((each) => ({
    text: generatedText(each),
    outcomes: each.judgement.outcomes.map(fateText),
  })),
  assumptions,
})
