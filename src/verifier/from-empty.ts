import type { Decision } from './decide.ts'
import { decide } from './decide.ts'
import { and, FALSE, not, or } from './diagram/index.ts'
import type { Established } from './entries/index.ts'
import { establish, unfollowed } from './entries/index.ts'
import type { Breach, Evidence } from './guarantees/evidence.ts'
import type { Guarantee } from './guarantees/guarantee.ts'
import { olderPackets } from './path/index.ts'
import { has, hasEntry } from './space/index.ts'

/** What packets of one family can come to under one order, where no connection is older than the rules. */
export type EmptyEvidence =
  | { readonly kind: 'followed'; readonly evidence: Evidence; readonly established: Established }
  /** Which connections can come about is not known; `why` says what is in the way. */
  | { readonly kind: 'unfollowed'; readonly why: string }

/** What every proof from an empty conntrack takes for granted. */
export const emptyAssumptions: readonly string[] = [
  'what the gateway itself begins bears one of its own addresses, and those stay as they are',
  'accept_local is off',
]

/** The evidence of the weaker question, from that of the stronger one. */
export const fromEmpty = (evidence: Evidence): EmptyEvidence => {
  const { engine, space, question, shown } = evidence
  const why = unfollowed(engine.machine, space.family)
  if (why !== null) return { kind: 'unfollowed', why }
  const established = establish(engine, question.order, evidence)
  const { inbound, outbound } = established
  return {
    kind: 'followed',
    established,
    evidence: { space, engine, question: established.question, inbound, outbound, shown },
  }
}

/**
 * What breaks a guarantee from an empty conntrack. Of what it promises to packets of connections that there are, those
 * alone count that can come about.
 */
export const breachesFromEmpty = (
  guarantee: Guarantee,
  whatever: Evidence,
  { evidence }: Extract<EmptyEvidence, { kind: 'followed' }>,
): readonly Breach[] => {
  const { space, question } = evidence
  const { arena } = space
  const isDead = ({ fate }: Breach): boolean =>
    fate === 'does not leave' || fate === 'does not arrive'
  const met = or(
    arena,
    or(arena, has(space, 'ct first', 1), not(hasEntry(space))),
    olderPackets(space, question.entries),
  )
  return [
    ...guarantee.breaches(evidence).filter((breach) => !isDead(breach)),
    ...guarantee
      .breaches(whatever)
      .filter(isDead)
      .flatMap((breach) => {
        const set = and(arena, breach.flow.set, met)
        return set === FALSE ? [] : [{ ...breach, flow: { ...breach.flow, set } }]
      }),
  ]
}

export const decideFromEmpty = (
  guarantee: Guarantee,
  whatever: Evidence,
  empty: Extract<EmptyEvidence, { kind: 'followed' }>,
): Decision => decide(whatever.space, breachesFromEmpty(guarantee, whatever, empty))
