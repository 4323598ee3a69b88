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
  /** So many cases at the same time: most of one is waiting for the kernel to load or empty its tables. */
  readonly lanes: number
  readonly say: (line: string) => void
  /** Told of the totals now and then, and at the end. */
  readonly progress: (totals: Totals) => void
}

const shrinkTries = 400
const tellMilliseconds = 10_000

/** Runs a case on a router that fits it. `loaded`: what the kernel gets, where that is to be something else. */
export const runOn = async (
  lab: FuzzLab,
  lane: number,
  one: Case,
  loaded: Case['sources'] = one.sources,
): Promise<Outcome> => runCase(await lab.rig(lane, one.hasListeners), one, loaded)

const isDisagreement = (outcome: Outcome) =>
  outcome.kind === 'compared' ? outcome.disagreement : null

/** A smaller case counts only if it disagrees in the same way: about reading, deliveries, or a packet. */
const shrunk = async (lab: FuzzLab, lane: number, one: Case, what: string): Promise<Case> => {
  const kind = what.split(' ')[0]
  return shrink(
    one,
    async (smaller) => {
      const found = isDisagreement(await runOn(lab, lane, smaller))
      return found !== null && found.what.split(' ')[0] === kind
    },
    shrinkTries,
  )
}

interface Progress {
  next: number
  told: number
  readonly begin: number
}

const isOver = (totals: Totals, options: FuzzOptions): boolean =>
  (options.milliseconds > 0 && totals.milliseconds > options.milliseconds) ||
  (options.rulesets > 0 && totals.rulesets >= options.rulesets) ||
  totals.disagreements >= options.disagreements

/** One case after the other, until it is over for all lanes. */
const runLane = async (
  lab: FuzzLab,
  lane: number,
  options: FuzzOptions,
  totals: Totals,
  progress: Progress,
): Promise<void> => {
  while (!isOver(totals, options)) {
    const index = progress.next
    progress.next += 1
    const one = caseOf(`${options.seed}/${index}`, options)
    const outcome = await runOn(lab, lane, one)
    addOutcome(totals, outcome, one)
    const found = isDisagreement(outcome)
    if (found) {
      const small = await shrunk(lab, lane, one, found.what)
      const again = isDisagreement(await runOn(lab, lane, small))
      options.say(describeDisagreement(small, again ?? { ...found, what: `once: ${found.what}` }))
    }
    const now = performance.now()
    totals.milliseconds = now - progress.begin
    if (now - progress.told < tellMilliseconds) continue
    progress.told = now
    options.progress(totals)
  }
}

/** Draws cases from the seed, and compares kernel and reference on each. */
export const fuzz = async (lab: FuzzLab, options: FuzzOptions): Promise<Totals> => {
  const totals = newTotals(options.seed)
  const begin = performance.now()
  const progress = { next: 0, told: begin, begin }
  const lanes = Array.from({ length: options.lanes }, (_, lane) =>
    runLane(lab, lane, options, totals, progress),
  )
  await Promise.all(lanes)
  options.progress(totals)
  return totals
}
