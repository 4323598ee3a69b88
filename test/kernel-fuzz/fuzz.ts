import type { Case } from './case.ts'
import { caseOf } from './draw-case.ts'
import type { FuzzLab } from './lab/fuzz-lab.ts'
import type { Dialect } from './lab/tools.ts'
import { describeDisagreement } from './report.ts'
import type { Outcome } from './run/run-case.ts'
import { runCase } from './run/run-case.ts'
import { shrink } from './shrink.ts'
import type { Totals } from './totals.ts'
import { addOutcome, newTotals } from './totals.ts'

export interface FuzzOptions {
  readonly seed: string
  /** Ends after so many milliseconds; 0: never. */
  readonly milliseconds: number
  /** Ends after so many rulesets that loaded; 0: never. */
  readonly rulesets: number
  /** Ends after so many disagreements. */
  readonly disagreements: number
  readonly dialects: readonly Dialect[]
  readonly packets: number
  readonly say: (line: string) => void
  /** Told of the totals now and then, and at the end. */
  readonly progress: (totals: Totals) => void
}

const shrinkTries = 400

/** Runs a case on a router that fits it. */
export const runOn = async (lab: FuzzLab, one: Case): Promise<Outcome> =>
  runCase(await lab.rig(one.hasListeners), one)

const isDisagreement = (outcome: Outcome) =>
  outcome.kind === 'compared' ? outcome.disagreement : null

/** A smaller case counts only if it disagrees in the same way: about reading, deliveries, or a packet. */
const shrunk = async (lab: FuzzLab, one: Case, what: string): Promise<Case> => {
  const kind = what.split(' ')[0]
  return shrink(
    one,
    async (smaller) => {
      const found = isDisagreement(await runOn(lab, smaller))
      return found !== null && found.what.split(' ')[0] === kind
    },
    shrinkTries,
  )
}

/** Draws cases from the seed, one after the other, and compares kernel and reference on each. */
export const fuzz = async (lab: FuzzLab, options: FuzzOptions): Promise<Totals> => {
  const totals = newTotals(options.seed)
  const begin = performance.now()
  let told = begin
  const isOver = () =>
    (options.milliseconds > 0 && performance.now() - begin > options.milliseconds) ||
    (options.rulesets > 0 && totals.rulesets >= options.rulesets) ||
    totals.disagreements >= options.disagreements
  for (let index = 0; !isOver(); index += 1) {
    const one = caseOf(`${options.seed}/${index}`, options)
    const outcome = await runOn(lab, one)
    addOutcome(totals, outcome, one)
    const found = isDisagreement(outcome)
    if (found) {
      const small = await shrunk(lab, one, found.what)
      const again = isDisagreement(await runOn(lab, small)) ?? found
      options.say(describeDisagreement(small, again))
    }
    totals.milliseconds = performance.now() - begin
    if (performance.now() - told < 10_000) continue
    told = performance.now()
    options.progress(totals)
  }
  options.progress(totals)
  return totals
}
