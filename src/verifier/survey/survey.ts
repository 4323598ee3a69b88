import type { Machine } from '../../ruleset/index.ts'
import type { Diagram, DiagramLimits } from '../diagram/index.ts'
import { and, andAll, not, withinLimits } from '../diagram/index.ts'
import { gather } from '../evidence.ts'
import type { GatewayFacts } from '../facts.ts'
import type { Evidence } from '../guarantees/evidence.ts'
import { beyondLimit } from '../weaker.ts'
import { certaintyOf, isFresh } from './certainty.ts'
import { arrivingAt, endsOf, leavingBy } from './ends.ts'
import type { Told } from './merge.ts'
import { merged } from './merge.ts'
import { classSets } from './packet-classes.ts'
import { reachOf } from './reach.ts'
import type { ClassSurvey, End, EventSurvey, FamilySurvey, PacketClass, Survey } from './result.ts'
import { recordOf, surveyStop } from './stops.ts'

const families = ['ipv4', 'ipv6'] as const

/**
 * Where all client packets end, class by class, and who reaches what: the same sets, under the same question, that
 * `verify` asks its guarantees of. It concludes nothing; what a class does not reach, no packet of it reaches.
 */
export const survey = (
  machine: Machine,
  facts: GatewayFacts,
  limits: Partial<DiagramLimits> = {},
): Survey => {
  const ends = endsOf(facts)
  return {
    ends,
    families: families.map((family): FamilySurvey => {
      const limited = withinLimits(() => {
        const evidences = gather(family, machine, facts, limits)
        const [told, ...others] = evidences.map((evidence) => surveyOf(evidence, ends))
        if (told === undefined) return undefined
        const isOrderOpen = others.some((other) => !isSame(told, other))
        return { kind: 'surveyed', family, ...others.reduce(merged, told), isOrderOpen } as const
      })
      if (limited.kind === 'limit') return { kind: 'beyond', family, why: beyondLimit(limited) }
      return limited.value ?? { kind: 'beyond', family, why: 'nothing was gathered' }
    }),
  }
}

/** Whether two orders of equal chains come to the same, wherever on the way that is. */
const isSame = (one: Told, other: Told): boolean => outcome(one) === outcome(other)

const outcome = ({ classes, reach }: Told): string =>
  JSON.stringify(
    [classes.map(({ id, ends, events }) => [id, ends, events]), reach],
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  )

const surveyOf = (evidence: Evidence, ends: readonly End[]): Told => {
  const { space, inbound } = evidence
  return {
    stops: inbound.passages.map(recordOf),
    classes: [...classSets(space)].map(([id, set]) => classOf(evidence, ends, id, set)),
    reach: reachOf(evidence, ends),
  }
}

const classOf = (
  { space, inbound }: Evidence,
  ends: readonly End[],
  id: PacketClass,
  set: Diagram,
): ClassSurvey => ({
  id,
  stops: inbound.passages.map((passage) => surveyStop(space, passage, set)),
  ends: ends.map((end) => {
    const flows =
      end.kind === 'zone'
        ? inbound.sent.map((flow) => ({ flow, there: leavingBy(space, end.zone) }))
        : inbound.delivered.map((flow) => ({ flow, there: arrivingAt(space, end, ends, flow) }))
    const [fresh, older] = [isFresh(space), not(isFresh(space))].map((state) =>
      certaintyOf(
        space,
        flows.map(({ flow, there }) => andAll(space.arena, [flow.set, set, there, state])),
      ),
    )
    return { fresh: fresh ?? 'no', older: older ?? 'no' }
  }),
  events: eventsOf({ space, inbound }, set),
})

const eventsOf = (
  { space, inbound }: Pick<Evidence, 'space' | 'inbound'>,
  set: Diagram,
): readonly EventSurvey[] => {
  const kinds = [
    ...['offload', 'duplicate', 'forward', 'queue', 'synproxy', 'tproxy'],
    ...['reject-tcp-reset', 'reject-icmp'],
  ] as const
  return kinds.flatMap((kind) => {
    const certainty = certaintyOf(
      space,
      inbound.happenings
        .filter((each) => each.kind === kind)
        .map(({ flow }) => and(space.arena, flow.set, set)),
    )
    return certainty === 'no' ? [] : [{ kind: kind as EventSurvey['kind'], certainty }]
  })
}
