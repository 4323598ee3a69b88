import { readFileSync } from 'node:fs'
import type { Case } from './case.ts'
import { fuzz, runOn } from './fuzz.ts'
import type { FuzzLab } from './lab/fuzz-lab.ts'
import { openFuzzLab } from './lab/fuzz-lab.ts'
import type { Dialect } from './lab/tools.ts'
import { describeDisagreement } from './report.ts'
import { textOfTotals } from './totals.ts'

/** What scripts/fuzz-kernel.mjs hands over. */
interface Given {
  readonly seed: string
  readonly minutes: number
  readonly rulesets: number
  readonly disagreements: number
  readonly dialects: readonly Dialect[]
  readonly packets: number
  readonly lanes: number
  /** One case that is to be run alone. */
  readonly case: Case | null
}

const say = (line: string) => process.stdout.write(`${line}\n`)

const runOne = async (lab: FuzzLab, one: Case): Promise<number> => {
  const outcome = await runOn(lab, 0, one)
  const found = outcome.kind === 'compared' ? outcome.disagreement : null
  say(found ? describeDisagreement(one, found) : JSON.stringify(outcome))
  return found ? 1 : 0
}

const main = async (given: Given): Promise<number> => {
  const lab = await openFuzzLab()
  try {
    if (given.case !== null) return await runOne(lab, given.case)
    const totals = await fuzz(lab, {
      ...given,
      milliseconds: given.minutes * 60_000,
      say,
      progress: (now) => say(textOfTotals(now)),
    })
    for (const [why, number] of [...totals.refusals].slice(0, 8))
      say(`  refused ${number} times: ${why}`)
    return totals.disagreements > 0 ? 1 : 0
  } finally {
    await lab.close()
  }
}

process.exitCode = await main(JSON.parse(readFileSync(0, 'utf8')))
