import { setTimeout as sleep } from 'node:timers/promises'
import { canary } from './canary.ts'
import type { Case } from './case.ts'
import { caseOf } from './draw-case.ts'
import type { FuzzLab } from './lab/fuzz-lab.ts'
import type { Dialect } from './lab/tools.ts'
import { describeDisagreement, describeUnrepeated } from './report.ts'
import type { Disagreement, Outcome } from './run/run-case.ts'
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

/** How often a case has to disagree in a row, each time on a fresh router, before that is the rules' doing. */
const repetitions = 2

/** How long the machine may be disturbed before the run gives up. */
const disturbedMilliseconds = 120_000

/** Runs a case on a router that fits it. `loaded`: what the kernel gets, where that is to be something else. */
export const runOn = async (
  lab: FuzzLab,
  lane: number,
  one: Case,
  loaded: Case['sources'] = one.sources,
): Promise<Outcome> => {
  if (one.isFresh) await lab.renew(lane, one.hasListeners)
  return runCase(await lab.rig(lane, one.hasListeners), one, loaded)
}

const isDisagreement = (outcome: Outcome) =>
  outcome.kind === 'compared' ? outcome.disagreement : null

/** Waits until a router without rules answers as ever (canary.ts). */
const calm = async (lab: FuzzLab, lane: number): Promise<void> => {
  const end = performance.now() + disturbedMilliseconds
  while (isDisagreement(await runOn(lab, lane, canary))) {
    if (performance.now() > end)
      throw new Error('a router without rules does not answer: something else disturbs the machine')
    await sleep(250)
  }
}

/**
 * The same rules and packets on a fresh router: what the kernel does is the same each time, but for what others do to
 * the machine meanwhile. What does not come again is counted and told (`Totals.unrepeated`), and is no disagreement.
 */
const seenAgain = async (
  lab: FuzzLab,
  lane: number,
  one: Case,
  kind: string | undefined,
): Promise<Disagreement | null> => {
  let found: Disagreement | null = null
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    await calm(lab, lane)
    await lab.renew(lane, one.hasListeners)
    found = isDisagreement(await runOn(lab, lane, one))
    if (found === null || (kind !== undefined && kindOf(found) !== kind)) return null
  }
  return found
}

const kindOf = ({ what }: Disagreement): string | undefined => what.split(' ')[0]

/**
 * A smaller case counts only if it disagrees in the same way: about reading, deliveries, or a packet. Null where the
 * smallest does not do so again.
 */
const shrunk = async (
  lab: FuzzLab,
  lane: number,
  one: Case,
  found: Disagreement,
): Promise<{ readonly small: Case; readonly found: Disagreement } | null> => {
  const kind = kindOf(found)
  const small = await shrink(
    one,
    async (smaller) => {
      const less = isDisagreement(await runOn(lab, lane, smaller))
      return less !== null && kindOf(less) === kind
    },
    shrinkTries,
  )
  const again = await seenAgain(lab, lane, small, kind)
  return again ? { small, found: again } : null
}

/** What a case showed that disagreed once. */
const examine = async (
  lab: FuzzLab,
  lane: number,
  one: Case,
  first: Disagreement,
  options: FuzzOptions,
  totals: Totals,
): Promise<void> => {
  const again = await seenAgain(lab, lane, one, undefined)
  const smaller = again && (await shrunk(lab, lane, one, again))
  const whole = again && !smaller ? await seenAgain(lab, lane, one, undefined) : null
  const seen = smaller ?? (whole && { small: one, found: whole })
  if (!seen) {
    totals.unrepeated += 1
    options.say(describeUnrepeated(one, first))
    return
  }
  totals.disagreements += 1
  options.say(describeDisagreement(seen.small, seen.found))
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
    if (found) await examine(lab, lane, one, found, options, totals)
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
