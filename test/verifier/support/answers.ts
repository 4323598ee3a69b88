import type { Environment, Judgement } from '../../../src/netfilter/index.ts'

/** At most so many courses of one packet are followed; beyond that the rest of the answers are no. */
const COURSES_MAX = 64

/**
 * Every course that a packet can take where the environment has a say: `run` is called once for each way of answering
 * the questions that come up, the first with no throughout.
 */
export const everyCourse = (
  environment: Environment,
  run: (environment: Environment) => Judgement,
): readonly Judgement[] => {
  const courses: Judgement[] = []
  const waiting: (readonly boolean[])[] = [[]]
  while (courses.length < COURSES_MAX) {
    const given = waiting.pop()
    if (!given) break
    const answers: boolean[] = []
    const decide = (): boolean => {
      const answer = given[answers.length] ?? false
      answers.push(answer)
      return answer
    }
    courses.push(run({ ...environment, decide }))
    for (let index = answers.length - 1; index >= given.length; index -= 1)
      waiting.push([...answers.slice(0, index), true])
  }
  return courses
}
