import type { Machine } from '../ruleset/index.ts'
import type { Decision } from './decide.ts'
import { decide } from './decide.ts'
import type { DiagramLimits, Limited } from './diagram/index.ts'
import { withinLimits } from './diagram/index.ts'
import { gather, gatherIn } from './evidence.ts'
import type { GatewayFacts } from './facts.ts'
import { guarantees } from './guarantees/all.ts'
import type { Evidence } from './guarantees/evidence.ts'
import type { Guarantee } from './guarantees/guarantee.ts'
import type { GuaranteeId } from './guarantees/id.ts'
import { answersOnTheWay, inOneSpace } from './on-the-way.ts'
import { opaqueNodes } from './opaque.ts'
import { anyEntries } from './path/index.ts'
import type { GuaranteeResult, Verification } from './result.ts'
import type { Shown } from './shown.ts'
import { nothingShown } from './shown.ts'
import type { SpaceFamily } from './space/index.ts'
import { createSpace } from './space/index.ts'
import type { Answer, Answered } from './weaker.ts'
import { beyondLimit, toldWhen, weakerQuestion } from './weaker.ts'
import { tell } from './witness/tell.ts'

export interface VerifyOptions {
  /** Only these are asked; all of them where this is missing. */
  readonly only?: readonly GuaranteeId[]
  readonly fromEmptyConntrack?: boolean
  /** What else was shown of the gateway: what is left out was not. */
  readonly shown?: Partial<Shown>
  /** How much one family's question may cost. What costs more is undecided. */
  readonly limits?: Partial<DiagramLimits>
}

const families: readonly SpaceFamily[] = ['ipv4', 'ipv6', 'arp']

/**
 * Whether the machine keeps what its facts ask of it: over all packets, from every interface, in every state of
 * conntrack. Each guarantee is proved, refuted with packets, or undecided, and says what it took for granted.
 */
export const verify = (
  machine: Machine,
  facts: GatewayFacts,
  options: VerifyOptions = {},
): Verification => {
  const asked = guarantees.filter(({ id }) => options.only?.includes(id) ?? true)
  const parts = families.map((family) => {
    const now = asked.filter((each) => each.moments === undefined && each.families.includes(family))
    return {
      family,
      limited: withinLimits(() => judgeFamily({ machine, facts, options }, now, family)),
    }
  })
  const weaker = options.fromEmptyConntrack ? weakerQuestion(machine) : null
  const results = asked.map((guarantee) => {
    const own = guarantee.moments ? partsOnTheWay({ machine, facts, options }, guarantee) : parts
    const result = own === null ? notToldHow(guarantee) : combine(machine, guarantee, own)
    return weaker && own ? weaker(guarantee, answersTo(guarantee, own), result) : result
  })
  return { verdict: overall(results), guarantees: results }
}

/** What `verify` was given. */
interface Given {
  readonly machine: Machine
  readonly facts: GatewayFacts
  readonly options: VerifyOptions
}

type Answers = ReadonlyMap<GuaranteeId, readonly Answer[]>

const gatherOf = (
  { facts, options }: Given,
  machine: Machine,
  family: SpaceFamily,
): readonly Evidence[] =>
  gather(family, machine, facts, options.limits ?? {}, anyEntries, {
    ...nothingShown,
    ...options.shown,
  })

const judgeFamily = (given: Given, asked: readonly Guarantee[], family: SpaceFamily): Answers => {
  if (asked.length === 0) return new Map()
  const evidences = gatherOf(given, given.machine, family)
  return new Map(
    asked.map((guarantee) => [
      guarantee.id,
      evidences.map((evidence) => answerBy(guarantee, evidence)),
    ]),
  )
}

const answerBy = (guarantee: Guarantee, evidence: Evidence): Answer => {
  const notAsked = guarantee.notAsked?.(evidence) ?? null
  const decision: Decision =
    notAsked === null ? decide(evidence.space, guarantee.breaches(evidence)) : { kind: 'none' }
  return {
    evidence,
    decision,
    notAsked,
    doubt: decision.kind === 'none' ? (guarantee.doubt?.(evidence) ?? null) : null,
    assumed: guarantee.assumed?.(evidence) ?? [],
    when: null,
  }
}

/** The same at each moment on the way; null where nobody told of any. */
const partsOnTheWay = (given: Given, guarantee: Guarantee): readonly Part[] | null => {
  const moments = guarantee.moments?.({ ...nothingShown, ...given.options.shown }) ?? []
  if (moments.length === 0) return null
  return families.map((family) => ({
    family,
    limited: withinLimits(() => {
      const { facts, options } = given
      const answersAt = inOneSpace(
        (all) =>
          createSpace(
            family,
            all.map(({ machine }) => machine),
            facts,
            options.limits,
          ),
        moments,
        (space, { machine }) =>
          gatherIn(space, machine).map((evidence) => answerBy(guarantee, evidence)),
      )
      return new Map([[guarantee.id, answersOnTheWay(moments, family, answersAt)]])
    }),
  }))
}

const notToldHow = ({ id }: Guarantee): GuaranteeResult => ({
  id,
  verdict: 'not-asked',
  strength: 'unconditional',
  assumptions: [],
  counterexamples: [],
  opaque: [],
  why: 'how the rulesets are loaded was not told',
})

interface Part {
  readonly family: SpaceFamily
  readonly limited: Limited<Answers>
}

/** What was found out of the families that the guarantee concerns. */
const answersTo = (
  { id, families: of }: Pick<Guarantee, 'id' | 'families'>,
  parts: readonly Part[],
): Answered => {
  const concerned = parts.filter(({ family }) => of.includes(family))
  const [first] = concerned.flatMap(({ limited }) => (limited.kind === 'limit' ? [limited] : []))
  return {
    answers: concerned.flatMap(({ limited }) =>
      limited.kind === 'done' ? (limited.value.get(id) ?? []) : [],
    ),
    beyond: first === undefined ? null : beyondLimit(first),
  }
}

/** The families' answers as one: refuted outweighs undecided, undecided outweighs proved. */
const combine = (
  machine: Machine,
  { id, kind, families: of, assumptions = [] }: Guarantee,
  parts: readonly Part[],
): GuaranteeResult => {
  const { answers, beyond } = answersTo({ id, families: of }, parts)
  const strength = kind === 'promises' ? 'empty-conntrack' : 'unconditional'
  const base = {
    id,
    strength,
    assumptions: [...new Set([...assumptions, ...answers.flatMap(({ assumed }) => assumed)])],
    counterexamples: [],
    opaque: [],
    why: null,
  } as const
  const witnesses = answers.flatMap(({ evidence, decision, when }) =>
    decision.kind === 'refuted'
      ? decision.witnesses.map((each) => toldWhen(when, tell(evidence, each)))
      : [],
  )
  if (witnesses.length > 0) return { ...base, verdict: 'refuted', counterexamples: witnesses }
  if (beyond !== null) return { ...base, verdict: 'undecided', why: beyond }
  if (answers.some(({ decision }) => decision.kind === 'opaque'))
    return {
      ...base,
      verdict: 'undecided',
      opaque: opaqueIn(machine, answers),
      why: 'it hangs on what is not understood',
    }
  const doubts = answers.flatMap(({ doubt }) => doubt ?? [])
  if (doubts[0] !== undefined) return { ...base, verdict: 'undecided', why: doubts[0] }
  const notAsked = answers.map((answer) => answer.notAsked).find((why) => why !== null)
  return notAsked === undefined
    ? { ...base, verdict: 'proved' }
    : { ...base, verdict: 'not-asked', why: notAsked }
}

/** Of the machine that was shown, or of what is in force instead where the guarantee asks of that. */
const opaqueIn = (machine: Machine, answers: readonly Answer[]) => {
  const [first] = answers.filter(
    ({ decision, when }) => decision.kind === 'opaque' && when !== null,
  )
  return opaqueNodes(first?.evidence.engine.machine ?? machine)
}

const overall = (results: readonly GuaranteeResult[]): Verification['verdict'] => {
  if (results.some(({ verdict }) => verdict === 'refuted')) return 'refuted'
  // Where nothing could be asked, nothing is proved.
  const isProved =
    results.some(({ verdict }) => verdict === 'proved') &&
    !results.some(({ verdict }) => verdict === 'undecided')
  return isProved ? 'proved' : 'undecided'
}
