import type { Certainty, ClassSurvey, EndSurvey, FamilySurvey, Reach, ReachCell } from './result.ts'

export type Told = Pick<Extract<FamilySurvey, { kind: 'surveyed' }>, 'stops' | 'classes' | 'reach'>

/**
 * Two orders of equal chains as one: what gets somewhere in either of them does. The stops are the first one's, for no
 * picture has both; whoever draws it is told that they differ.
 */
export const merged = (one: Told, other: Told): Told => ({
  stops: one.stops,
  classes: one.classes.map((each) => {
    const mate = other.classes.find(({ id }) => id === each.id)
    return mate ? mergedClass(each, mate) : each
  }),
  reach: one.reach.map((each) => {
    const mate = other.reach.find(({ from }) => from === each.from)
    return mate ? mergedReach(each, mate) : each
  }),
})

const mergedClass = (one: ClassSurvey, other: ClassSurvey): ClassSurvey => ({
  ...one,
  ends: one.ends.map((end, index): EndSurvey => {
    const mate = other.ends[index] ?? end
    return { fresh: either(end.fresh, mate.fresh), older: either(end.older, mate.older) }
  }),
  events: [
    ...one.events,
    ...other.events.filter(({ kind }) => !one.events.some((each) => each.kind === kind)),
  ],
})

const mergedReach = (one: Reach, other: Reach): Reach => ({
  ...one,
  cells: one.cells.map((cell, index) => {
    const mate = other.cells[index] ?? null
    return cell && mate ? mergedCell(cell, mate) : (cell ?? mate)
  }),
})

const mergedCell = (one: ReachCell, other: ReachCell): ReachCell => ({
  begins: either(one.begins, other.begins),
  goesOn: either(one.goesOn, other.goesOn),
  answers: either(one.answers, other.answers),
  what: [...one.what, ...other.what.filter((each) => !one.what.some((its) => isSame(each, its)))],
  hasMore: one.hasMore || other.hasMore,
  uids: one.uids && other.uids ? [...one.uids, ...other.uids] : null,
})

const isSame = (one: ReachCell['what'][number], other: ReachCell['what'][number]): boolean =>
  one.protocol === other.protocol &&
  one.ports?.first === other.ports?.first &&
  one.ports?.last === other.ports?.last

const either = (one: Certainty, other: Certainty): Certainty => {
  const both = [one, other]
  return both.includes('yes') ? 'yes' : both.includes('perhaps') ? 'perhaps' : 'no'
}
