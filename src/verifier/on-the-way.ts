import type { Moment } from '../ruleset/index.ts'
import { withinLimits } from './diagram/index.ts'
import type { Space, SpaceFamily } from './space/index.ts'
import type { Answer } from './weaker.ts'

/**
 * The answers of one family that settle something, moment by moment: what is proved of a moment is forgotten, since a
 * long way has many. Nothing is asked after the first moment that refutes.
 */
export const answersOnTheWay = (
  moments: readonly Moment[],
  family: SpaceFamily,
  answersAt: (moment: Moment) => readonly Answer[],
): readonly Answer[] => {
  const open: Answer[] = []
  for (const moment of moments.filter(({ families }) => families.some((each) => each === family))) {
    const answers = answersAt(moment).filter(
      ({ decision, doubt }) => decision.kind !== 'none' || doubt !== null,
    )
    open.push(...answers.map((answer) => ({ ...answer, when: moment.when })))
    if (answers.some(({ decision }) => decision.kind === 'refuted')) break
  }
  return open
}

/**
 * One space for all moments as long as it goes: they are made of the same chains, so what is worked out of one is known of
 * the next. Where rules ask what nobody knows, a limit or what is opaque, each moment has its own, lest the questions
 * of all add up; and where the work on all passes a limit that the work on one does not.
 */
export const inOneSpace = (
  makeSpace: (moments: readonly Moment[]) => Space,
  moments: readonly Moment[],
  answersIn: (space: Space, moment: Moment) => readonly Answer[],
): ((moment: Moment) => readonly Answer[]) => {
  let shared: Space | null = makeSpace(moments)
  return (moment) => {
    const space = shared
    if (space !== null && isUnasked(space)) {
      const tried = withinLimits(() => answersIn(space, moment))
      if (tried.kind === 'done') return tried.value
      shared = null
    }
    return answersIn(makeSpace([moment]), moment)
  }
}

const isUnasked = ({ choices }: Space): boolean =>
  choices.environment.length === 0 && choices.opaque.length === 0
