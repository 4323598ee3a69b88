import type { Moment } from '../ruleset/index.ts'
import type { SpaceFamily } from './space/index.ts'
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
